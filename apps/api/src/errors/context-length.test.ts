import { describe, expect, it } from 'vitest';
import { contextLengthWords, inContextLengthWords } from './context-length.ts';

describe('the error of a prompt that is too long', () => {
  it('contains the words that clients look for', () => {
    expect(contextLengthWords(8192, 9000)).toBe(
      "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens. Please reduce the length of the messages or of the completion.",
    );
    expect(contextLengthWords(8192, null)).toContain('However, the request needs more.');
  });

  it.each([
    ['prompt is too long: 210000 tokens > 200000 maximum', 200_000, 210_000],
    ['The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).', 1_048_576, 1_100_000],
    ['the request (5,000 tokens) exceeds the available context size (4,096 tokens)', 4096, 5000],
    ['total number of tokens in the prompt cannot exceed 4081 - received 4292.', 4081, 4292],
  ])('reads both numbers of: %s', (said, window, needed) => {
    const message = `No model answered: up/m-2025: up answered for 'm-2025' with context-length (HTTP 400, e4000): ${said}`;
    expect(inContextLengthWords(message, 7)).toBe(`${contextLengthWords(window, needed)} ${message}`);
  });

  it('uses the window of the catalog if the sentence lacks one of the two numbers', () => {
    const message = "up answered for 'm' with context-length (HTTP 400): input length exceeds context length.";
    expect(inContextLengthWords(message, 4096)).toBe(`${contextLengthWords(4096, null)} ${message}`);
    expect(inContextLengthWords('the limit is 512 tokens', null)).toContain('maximum context length is 512 tokens');
    expect(inContextLengthWords(message, null)).toBe(message);
  });

  it('keeps a sentence that contains the words', () => {
    const message = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.";
    expect(inContextLengthWords(message, 5)).toBe(message);
  });
});
