import { describe, expect, it } from 'vitest';
import { isListedBy } from './is-listed-by.ts';

describe('a name in a list', () => {
  it.each([
    ['llama3', 'llama3'],
    ['llama3', 'llama3:latest'],
    ['llama3:latest', 'llama3'],
    ['meta/llama-3:nitro', 'meta/llama-3'],
    ['claude-5', 'claude-5-20261001'],
    ['claude-5-latest', 'claude-5-20261001'],
    ['gpt-6', 'gpt-6-2026-10-01'],
  ])('is %s where %s is listed', (wanted, listed) => {
    expect(isListedBy(['other', listed], wanted)).toBe(true);
  });

  it.each([
    ['llama3', 'llama3:70b'],
    ['llama3:8b', 'llama3'],
    ['claude-5', 'claude-5-mini'],
    ['gpt-6-2026-11-01', 'gpt-6-2026-10-01'],
  ])('is not %s where %s is listed', (wanted, listed) => {
    expect(isListedBy(['other', listed], wanted)).toBe(false);
  });
});
