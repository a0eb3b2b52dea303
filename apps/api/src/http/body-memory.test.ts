import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HeldMemory } from '../generation/held-memory.ts';
import { countBody } from './body-memory.ts';
import { readBody } from './read-json-body.ts';

const mib = 1024 * 1024;

/** A request whose body the test writes. */
function requestOf(headers: Record<string, string>): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers, complete: false }) as unknown as PassThrough & IncomingMessage;
}

describe('a body that is arriving', () => {
  it('is counted by its received bytes until it is complete', async () => {
    const memory = new HeldMemory(10 * mib);
    const request = requestOf({ 'content-length': String(2 * mib) });
    countBody(request, memory);
    const read = readBody(request, 20 * mib);
    request.write('a'.repeat(mib));
    await expect.poll(() => memory.bytes).toBe(mib);
    request.end('b'.repeat(mib));
    expect(await read).toHaveLength(2 * mib);
    expect(memory.bytes).toBe(0);
  });

  it('is refused if there is no room, and ends nothing else', async () => {
    const memory = new HeldMemory(3 * mib);
    memory.reserve(2 * mib);
    const request = requestOf({ 'transfer-encoding': 'chunked' });
    countBody(request, memory);
    const read = readBody(request, 20 * mib);
    request.write('a'.repeat(2 * mib));
    await expect(read).rejects.toMatchObject({
      code: 'OVERLOADED',
      details: { retryAfterMs: 2_000 },
      headers: { 'retry-after': '2', connection: 'close' },
    });
    request.write('b'.repeat(mib));
    expect(memory.bytes).toBe(2 * mib);
  });

  it('is not counted if it is short', async () => {
    const memory = new HeldMemory(1);
    const request = requestOf({ 'content-length': '5' });
    countBody(request, memory);
    const read = readBody(request, mib);
    request.end('hello');
    expect(await read).toBe('hello');
  });

  it('releases its bytes when it breaks off', async () => {
    const memory = new HeldMemory(10 * mib);
    const request = requestOf({ 'content-length': String(2 * mib) });
    countBody(request, memory);
    const read = readBody(request, 20 * mib);
    request.write('a'.repeat(mib));
    await expect.poll(() => memory.bytes).toBe(mib);
    request.destroy();
    await expect(read).rejects.toThrow('The body ended early.');
    expect(memory.bytes).toBe(0);
  });
});
