import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventReader } from './read-events.ts';

function read(...chunks: (string | Buffer)[]): string[] {
  const reader = new EventReader();
  const events = chunks.flatMap((chunk) => reader.read(Buffer.from(chunk)));
  return [...events, ...reader.end()];
}

describe('EventReader', () => {
  it.each<[string, string, string[]]>([
    ['two events', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['no space after the colon', 'data:a\n\n', ['a']],
    ['only the first space belongs to the framing', 'data:  a\n\n', [' a']],
    ['comments', ': keep-alive\n\ndata: a\n: more\n\n', ['a']],
    ['names, ids and unknown fields', 'event: x\nid: 1\nretry: 5\nfoo: y\ndata: a\n\n', ['a']],
    ['data over several lines', 'data: a\ndata: b\n\n', ['a\nb']],
    ['an empty line of data', 'data\n\n', ['']],
    ['a field that only begins like data', 'database: x\ndata: a\n\n', ['a']],
    ['a byte order mark', '\ufeffdata: a\n\n', ['a']],
    ['a last event without its blank line', 'data: a\n\ndata: [DONE]', ['a', '[DONE]']],
    ['blank lines between events', '\n\ndata: a\n\n\n\ndata: b\n\n', ['a', 'b']],
    ['nothing', '', []],
  ])('reads %s', (_, stream, events) => {
    expect(read(stream)).toEqual(events);
  });

  it('keeps a character whole if a read cuts it', () => {
    const bytes = Buffer.from('data: schön 🌊\n\n');
    const cut = bytes.indexOf(0xf0) + 2;
    expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['schön 🌊']);
  });

  it('returns each event with the read that completes it', () => {
    const reader = new EventReader();
    expect(reader.read(Buffer.from('data: a\n\ndata: '))).toEqual(['a']);
    expect(reader.read(Buffer.from('b\n'))).toEqual([]);
    expect(reader.read(Buffer.from('\n'))).toEqual(['b']);
  });

  it('refuses a line without an end', () => {
    const reader = new EventReader();
    const piece = Buffer.alloc(8 * 1024 * 1024, 'a');
    expect(() => {
      for (let count = 0; count < 5; count++) reader.read(piece);
    }).toThrow('longer than 32 MiB');
  });

  it('refuses data with too many lines, even empty ones', () => {
    const reader = new EventReader(70_000);
    expect(() => {
      for (let count = 0; count < 20_000; count++) reader.read(Buffer.from('data:\n'));
    }).toThrow('An event of the answer is longer than 70,000 bytes.');
  });

  it.each([2, 1024, 1025, 2048, 5000])('joins the data of %i lines, separately for each event', (count) => {
    const lines = Array.from({ length: count }, (_, number) => String(number));
    const stream = lines.map((line) => `data: ${line}\n`).join('');
    expect(read(`${stream}\n`, `${stream}\ndata: x\n\n`)).toEqual([lines.join('\n'), lines.join('\n'), 'x']);
  });

  it('reads the same for any pieces', () => {
    const payload = fc.stringMatching(/^[^\r\n\ufeff]{1,20}$/u);
    fc.assert(
      fc.property(
        fc.array(payload, { maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (payloads, crlf, size) => {
          const end = crlf ? '\r\n' : '\n';
          const bytes = Buffer.from(payloads.map((text) => `event: x${end}data: ${text}${end}${end}`).join(''));
          const chunks: Buffer[] = [];
          for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size));
          expect(read(...chunks)).toEqual(payloads);
        },
      ),
    );
  });
});
