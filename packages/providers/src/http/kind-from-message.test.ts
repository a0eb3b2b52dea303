import { describe, expect, it } from 'vitest';
import { kindFromMessage } from './kind-from-message.ts';

describe('kindFromMessage', () => {
  it.each([
    [
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000.",
      'context-length',
    ],
    ['prompt is too long: 214315 tokens > 200000 maximum', 'context-length'],
    ['input length and `max_tokens` exceed context limit: 195000 + 8192 > 200000', 'context-length'],
    ['Please reduce the length of the messages or completion.', 'context-length'],
    ['The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).', 'context-length'],
    ['too many tokens: total number of tokens in the prompt cannot exceed 128000', 'context-length'],
    [
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      'content-filter',
    ],
    ['Output blocked by content filtering policy', 'content-filter'],
    ['Your credit balance is too low to access the Anthropic API.', 'quota-exhausted'],
    ['You exceeded your current quota, please check your plan and billing details.', 'quota-exhausted'],
    ['API key not valid. Invalid API key.', 'authentication'],
    ['Rate limit reached for gpt-4o in organization org-x', 'rate-limit'],
    ['The model `gpt-9` does not exist or you do not have access to it.', 'model-not-found'],
    ['The engine is currently overloaded, please try again later', 'overloaded'],
    ["This model's maximum prompt length is 131072 but the request contains 200000 tokens.", 'context-length'],
    ['Input validation error: `inputs` must have less than 1024 tokens. Given: 2000', 'context-length'],
    ['`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2000 `inputs` tokens', 'context-length'],
    ['Range of input length should be [1, 30720]', 'context-length'],
    ['Input length 5000 exceeds maximum allowed token size 4096', 'context-length'],
    ['Content Exists Risk', 'content-filter'],
    ['This request requires more credits, or fewer max_tokens.', 'quota-exhausted'],
    ['No auth credentials found', 'authentication'],
    ['Request was throttled. Expected available in 3 seconds.', 'rate-limit'],
    ['The model m has been decommissioned and is no longer supported.', 'model-not-found'],
    ['Service tier capacity exceeded for this model.', 'overloaded'],
    ['Model m is currently loading', 'overloaded'],
    ['max_tokens is too large: 99999. This model supports at most 16384 completion tokens', null],
    ["Invalid value for 'temperature': must be at most 2.", null],
    [null, null],
  ])('%s', (message, kind) => {
    expect(kindFromMessage(message, false)).toBe(kind);
  });

  it.each([
    'This model does not support assistant message prefill. The conversation must end with a user message.',
    'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
  ])('recognises a refused prefill: %s', (message) => {
    expect(kindFromMessage(message, true)).toBe('prefill-refused');
    expect(kindFromMessage(message, false)).toBeNull();
  });
});
