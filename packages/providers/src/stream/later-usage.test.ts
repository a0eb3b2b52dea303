import { expect, it } from 'vitest';
import { laterUsage } from './later-usage.ts';

it('uses the last of several reports, and keeps the counts that it omits', () => {
  const first = laterUsage(null, {
    prompt_tokens: 10,
    completion_tokens: 1,
    prompt_tokens_details: { cached_tokens: 4 },
  });
  const second = laterUsage(first, { prompt_tokens: 9, completion_tokens: 5, prompt_tokens_details: null });
  expect(laterUsage(second, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cost: 0 })).toEqual({
    prompt_tokens: 9,
    completion_tokens: 5,
    prompt_tokens_details: { cached_tokens: 4 },
    total_tokens: 0,
    cost: 0,
  });
  const flood = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`a${index}`, index]));
  expect(laterUsage({ prompt_tokens: 1 }, flood)).toEqual({ prompt_tokens: 1 });
});
