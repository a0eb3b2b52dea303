import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameError, MessageFrames } from './message-frames.ts';

function packet(code: number, content = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + content.length);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, content]);
}

function message(letter: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(4 + content.length, 1);
  return Buffer.concat([head, content]);
}

const sslRequest = packet(80_877_103);
const startup = packet(196_608, Buffer.from('user\0postgres\0\0'));

/** The output for an input. Each is a list of bytes. */
function pass(bytes: Buffer, sizes: () => number): Buffer[] {
  const frames = new MessageFrames();
  const outputs: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + sizes();
    const output = frames.add(bytes.subarray(at, end));
    if (output !== null) outputs.push(output);
    at = end;
  }
  return outputs;
}

describe('the frames of the PostgreSQL protocol', () => {
  it('come out whole and in order, however they are read', () => {
    const contents = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        contents,
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (all, ssl, sizes) => {
          const packets = ssl ? [sslRequest, startup] : [startup];
          const sent = [...packets, ...all.map((content) => message('d', Buffer.from(content)))];
          const ends = new Set<number>();
          for (let count = 1; count <= sent.length; count++) ends.add(Buffer.concat(sent.slice(0, count)).length);
          let read = 0;
          const outputs = pass(Buffer.concat(sent), () => sizes[read++ % sizes.length] ?? 1);
          expect(Buffer.concat(outputs)).toEqual(Buffer.concat(sent));
          let sum = 0;
          for (const output of outputs) {
            sum += output.length;
            expect(ends).toContain(sum);
          }
        },
      ),
    );
  });

  it('are joined once, when they are whole', () => {
    const big = message('B', Buffer.alloc(1_000_000, 1));
    expect(pass(Buffer.concat([startup, big]), () => 1_000).map(({ length }) => length)).toEqual([
      startup.length,
      big.length,
    ]);
  });

  it('with a length below that of their own length are refused', () => {
    const frames = new MessageFrames();
    frames.add(startup);
    expect(() => frames.add(Buffer.from([0x51, 0, 0, 0, 3]))).toThrow(FrameError);
    expect(() => new MessageFrames().add(Buffer.from([0xff, 0, 0, 0]))).toThrow(FrameError);
  });
});
