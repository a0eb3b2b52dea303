import { expect, it } from 'vitest';
import { tokenColumns } from './token-columns.ts';

it('names the column of each token bucket', () => {
  expect(tokenColumns).toEqual([
    { bucket: 'inputTokens', column: 'input_tokens' },
    { bucket: 'cachedInputTokens', column: 'cached_input_tokens' },
    { bucket: 'cacheWriteTokens', column: 'cache_write_tokens' },
    { bucket: 'outputTokens', column: 'output_tokens' },
    { bucket: 'reasoningTokens', column: 'reasoning_tokens' },
  ]);
});
