import { expect, it } from 'vitest';
import { tokenFamilyOf } from './token-family.ts';

it.each([
  ['gpt-4o', 'o200k_base', 1],
  ['gpt-4o-mini-2024-07-18', 'o200k_base', 1],
  ['gpt-4.1-nano', 'o200k_base', 1],
  ['gpt-5.2', 'o200k_base', 1],
  ['o3', 'o200k_base', 1],
  ['openai/o4-mini', 'o200k_base', 1],
  ['openai/gpt-oss-120b', 'o200k_base', 1],
  ['gpt-4', 'cl100k_base', 1],
  ['gpt-4-turbo', 'cl100k_base', 1],
  ['gpt-35-turbo', 'cl100k_base', 1],
  ['text-embedding-3-small', 'cl100k_base', 1],
  ['claude-3-opus', 'o200k_base', 1.25],
  ['anthropic.claude-sonnet-4-5', 'o200k_base', 1.25],
  ['gemini-2.5-flash', 'o200k_base', 1.1],
  ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 'o200k_base', 1.1],
  ['mistral-large', 'o200k_base', 1.2],
  ['something-else', 'o200k_base', 1.2],
])('%s is counted by %s times %d', (name, encoding, factor) => {
  expect(tokenFamilyOf(name)).toMatchObject({ encoding, factor });
});

it("images and tools have their provider's counts", () => {
  expect(tokenFamilyOf('gpt-4o').imageTokens).toBe(765);
  expect(tokenFamilyOf('gpt-4o-mini').imageTokens).toBe(25_501);
  expect(tokenFamilyOf('claude-sonnet-4-5').toolPreambleTokens).toBe(346);
});
