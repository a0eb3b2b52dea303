import { describe, expect, it } from 'vitest';
import { toAwsFrame } from '../testing/aws-event-stream.ts';
import { type BoundedResponse, boundBody } from './bound-body.ts';

const mib = 1024 * 1024;
const response: BoundedResponse = {
  providerId: 'acme',
  status: 200,
  contentType: 'application/json',
  limits: { answerBytes: 8 * mib, eventBytes: 32 * mib },
};

/** Reads a body of these pieces; the last one repeats forever. Returns the number of bytes and of pieces read. */
async function read(pieces: readonly Uint8Array[], changes: Partial<BoundedResponse>, most = 1000) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[Math.min(taken, pieces.length - 1)];
      if (piece === undefined || taken === most) return controller.close();
      taken += 1;
      controller.enqueue(piece);
    },
  });
  let bytes = 0;
  for await (const chunk of boundBody(body, { ...response, ...changes })) bytes += chunk.length;
  return { bytes, taken };
}

describe('the body of a response', () => {
  it('passes completely within its limit', async () => {
    expect(await read([Buffer.alloc(mib)], {}, 8)).toEqual({ bytes: 8 * mib, taken: 8 });
  });

  it('fails beyond its limit', async () => {
    await expect(read([Buffer.alloc(mib)], {})).rejects.toMatchObject({
      kind: 'protocol',
      message: 'acme sent an answer of more than 8 MiB, which is the limit.',
    });
  });

  it('is cut if it is only an error message', async () => {
    const { bytes, taken } = await read([Buffer.alloc(100_000)], { status: 500 });
    expect(bytes).toBe(256 * 1024);
    expect(taken).toBeLessThan(10);
  });

  it.each(['data: a\n\n', 'data: a\r\n\r\n'])('passes any number of complete events', async (event) => {
    const pieces = [Buffer.from(event.repeat(100_000))];
    const { taken } = await read(pieces, { contentType: 'text/event-stream; charset=utf-8' }, 7);
    expect(taken).toBe(7);
  });

  it('fails for an event without end', async () => {
    const bounded = read([Buffer.alloc(mib, 'a')], { contentType: 'text/event-stream' });
    await expect(bounded).rejects.toThrow('acme sent an event of more than 4 MiB');
  });

  it.each([1, 3, 1000])('recognises the frames of AWS, read %i bytes at a time', async (size) => {
    const stream = Buffer.concat([toAwsFrame('a', '{}'), toAwsFrame('b', 'x'.repeat(500)), toAwsFrame('c', '{}')]);
    const pieces: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
    const contentType = 'application/vnd.amazon.eventstream';
    expect((await read(pieces, { contentType }, pieces.length)).bytes).toBe(stream.length);
    const frame = Buffer.alloc(12);
    frame.writeUInt32BE(0xffff_ffff);
    await expect(read([...pieces, frame], { contentType })).rejects.toThrow('an event of more than 4 MiB');
  });
});
