import { describe, expect, test } from 'vitest';
import type { CachedAnswer } from '../generation/cached-answer.ts';
import { type CacheKey, mostAnswerBytes, type ResponseCache } from '../generation/response-cache.ts';

/** A cache with a clock that the test controls. */
export type TimedCache = { cache: ResponseCache; advance(ms: number): Promise<void> };

const key: CacheKey = { workspaceId: 'team-a', digest: 'one' };
const minuteMs = 60_000;

/** A cached answer with this text. */
export function cachedAnswer(text: string): CachedAnswer {
  return {
    modelId: 'openai/gpt-5',
    providerId: 'openai',
    finishReason: 'stop',
    rawFinishReason: 'end_turn',
    parts: [
      { type: 'reasoning', text: 'Hm.', state: { providerId: 'openai', data: 'opaque' } },
      { type: 'text', text },
    ],
    json: { sum: 4 },
  } as CachedAnswer;
}

/** The tests of every implementation of `ResponseCache`. */
export function describeResponseCache(name: string, open: () => Promise<TimedCache>): void {
  describe(`a response cache ${name}`, () => {
    test('returns the stored answer, unchanged, for every read', async () => {
      const { cache } = await open();
      expect(await cache.read(key)).toBeNull();
      const answer = cachedAnswer('Four. \u{1F600} "4"');
      cache.write(key, answer, minuteMs);
      expect(await cache.read(key)).toEqual(answer);
      expect(await cache.read(key)).toEqual(answer);
    });

    test('never returns an answer to another workspace, or for another call', async () => {
      const { cache } = await open();
      cache.write(key, cachedAnswer('a'), minuteMs);
      expect(await cache.read({ ...key, workspaceId: 'team-b' })).toBeNull();
      expect(await cache.read({ ...key, workspaceId: 'team' })).toBeNull();
      expect(await cache.read({ ...key, digest: 'other' })).toBeNull();
    });

    test('forgets an answer when it expires, and stores a newer answer', async () => {
      const { cache, advance } = await open();
      cache.write(key, cachedAnswer('a'), minuteMs);
      await advance(40_000);
      expect(await cache.read(key)).not.toBeNull();
      cache.write(key, cachedAnswer('b'), minuteMs);
      await advance(40_000);
      expect(await cache.read(key)).toEqual(cachedAnswer('b'));
      await advance(20_001);
      expect(await cache.read(key)).toBeNull();
    });

    test('does not store an answer that is too large, and removes the earlier answer', async () => {
      const { cache } = await open();
      cache.write(key, cachedAnswer('x'.repeat(mostAnswerBytes)), minuteMs);
      expect(await cache.read(key)).toBeNull();
    });
  });
}
