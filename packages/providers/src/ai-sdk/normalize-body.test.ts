import { expect, it } from 'vitest';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { isEventStream, normalizeBody, watchBody } from './normalize-body.ts';
import { type WatchedCall, watchCall, watchedCallOf } from './watched-calls.ts';

function call(): WatchedCall & { signs: number; failure: unknown } {
  const watched = {
    context: { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false },
    signs: 0,
    failure: null as unknown,
    onAlive: () => {
      watched.signs += 1;
    },
    onFailure: (error: unknown) => {
      watched.failure = error;
    },
  };
  return watched;
}

const bodyOf = (...chunks: string[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

it('passes events on in one form, and reports each read', async () => {
  const watched = call();
  const body = bodyOf(': ping\r\r', 'data: {"a":1}\r\rda', 'ta: {"a":2}\r\r');
  const text = await new Response(normalizeBody(body, watched, defaultUpstreamLimits)).text();
  expect(text).toBe('data: {"a":1}\n\ndata: {"a":2}\n\n');
  expect(watched).toMatchObject({ signs: 3, failure: null });
});

it('keeps an error, and writes an unreadable event in its place', async () => {
  const watched = call();
  const body = bodyOf('data: {"a":1}\n\ndata: {"error":"Overloaded"}\n\n', 'data: {"a":2}\n\n');
  const text = await new Response(normalizeBody(body, watched, defaultUpstreamLimits)).text();
  expect(text).toBe('data: {"a":1}\n\ndata: !\n\n');
  expect(watched.failure).toMatchObject({ kind: 'overloaded' });
});

it('only reports the reads of a format that a package reads itself', async () => {
  const watched = call();
  expect(isEventStream('application/vnd.amazon.eventstream')).toBe(false);
  expect(isEventStream('')).toBe(true);
  expect(await new Response(watchBody(bodyOf('a', 'b'), watched)).text()).toBe('ab');
  expect(watched.signs).toBe(2);
});

it('finds a call only by its signal', () => {
  const { signal } = new AbortController();
  const watched = call();
  watchCall(signal, watched);
  expect(watchedCallOf(signal)).toBe(watched);
  expect(watchedCallOf(new AbortController().signal)).toBeUndefined();
  expect(watchedCallOf(undefined)).toBeUndefined();
});
