import { describe, expect, test } from 'vitest';
import { cachedAnswer, describeResponseCache } from '../testing/describe-response-cache.ts';
import { MemoryResponseCache } from './memory-response-cache.ts';

const keyOf = (digest: string) => ({ workspaceId: 'w', digest });

describeResponseCache('in memory', async () => {
  let nowMs = 1;
  const cache = new MemoryResponseCache(() => nowMs);
  return {
    cache,
    advance: async (ms) => {
      nowMs += ms;
    },
  };
});

describe('a response cache in memory', () => {
  test('stays within its bytes, and drops the least recently read answer', async () => {
    const cache = new MemoryResponseCache(() => 1, { answers: 100, bytes: 10_000 });
    for (const digest of ['a', 'b', 'c']) cache.write(keyOf(digest), cachedAnswer('x'.repeat(2_000)), 1_000);
    await cache.read(keyOf('a'));
    cache.write(keyOf('d'), cachedAnswer('x'.repeat(2_000)), 1_000);
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
    expect(await cache.read(keyOf('a'))).not.toBeNull();
    expect(await cache.read(keyOf('b'))).toBeNull();
  });

  test('stays within its number of answers', async () => {
    const cache = new MemoryResponseCache(() => 1, { answers: 2, bytes: 10_000 });
    for (const digest of ['a', 'b', 'c']) cache.write(keyOf(digest), cachedAnswer('x'), 1_000);
    expect(await Promise.all(['a', 'b', 'c'].map((digest) => cache.read(keyOf(digest))))).toEqual([
      null,
      cachedAnswer('x'),
      cachedAnswer('x'),
    ]);
  });
});
