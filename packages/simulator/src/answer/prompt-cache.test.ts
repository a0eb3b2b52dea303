import { describe, expect, it, vi } from 'vitest';
import { questionOf } from '../testing/question.ts';
import { PromptCache } from './prompt-cache.ts';

const long = 'turbine water '.repeat(2_000);

describe('PromptCache', () => {
  it('caches no short prompt', () => {
    const cache = new PromptCache();
    for (let time = 0; time < 2; time++) {
      expect(cache.split(questionOf('short'), 100)).toEqual({
        inputTokens: 100,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
      });
    }
  });

  it('recognizes the beginning of a long prompt, and the buckets keep their sum', () => {
    const cache = new PromptCache();
    expect(cache.split(questionOf(long), 4_000).cachedInputTokens).toBe(0);
    const again = cache.split(questionOf(`${long} and a new end`), 4_004);
    expect(again.cachedInputTokens).toBeGreaterThan(3_000);
    expect(again.inputTokens + again.cachedInputTokens).toBe(4_004);
    expect(cache.split(questionOf(`A new start. ${long}`), 4_004).cachedInputTokens).toBe(0);
    expect(cache.split(questionOf(long, { model: 'another' }), 4_000).cachedInputTokens).toBe(0);
  });

  it('bills the write if the request marks a cache point', () => {
    const cache = new PromptCache();
    const marked = questionOf(long, { caching: 'marked' });
    const first = cache.split(marked, 4_000);
    expect(first.cacheWriteTokens).toBeGreaterThan(3_000);
    expect(cache.split(marked, 4_000)).toEqual({
      inputTokens: first.inputTokens,
      cachedInputTokens: first.cacheWriteTokens,
      cacheWriteTokens: 0,
    });
    expect(cache.split(questionOf(long, { caching: 'none' }), 4_000).cachedInputTokens).toBe(0);
  });

  it('keeps the caches of two accounts apart, and forgets unused entries after a time', () => {
    vi.useFakeTimers();
    try {
      const cache = new PromptCache(1_000);
      cache.split(questionOf(long), 4_000, 'a');
      expect(cache.split(questionOf(long), 4_000, 'b').cachedInputTokens).toBe(0);
      vi.advanceTimersByTime(900);
      expect(cache.split(questionOf(long), 4_000, 'a').cachedInputTokens).toBeGreaterThan(3_000);
      vi.advanceTimersByTime(1_100);
      expect(cache.split(questionOf(long), 4_000, 'a').cachedInputTokens).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('can be cleared', () => {
    const cache = new PromptCache();
    cache.split(questionOf(long), 4_000);
    cache.clear();
    expect(cache.split(questionOf(long), 4_000).cachedInputTokens).toBe(0);
  });
});
