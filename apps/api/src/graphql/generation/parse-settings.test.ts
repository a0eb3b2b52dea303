import { expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';

test('a plain input has no settings', () => {
  expect(parseSettings({ prompt: 'Hi', temperature: 1, reasoning: null })).toBeUndefined();
});

test('every setting is taken over', () => {
  const settings = {
    parallelToolCalls: false,
    topK: 5,
    frequencyPenalty: 2,
    presencePenalty: -2,
    logitBias: { 5: -100 },
    serviceTier: 'flex',
    verbosity: 'low',
  };
  const reasoning = { effort: 'high', budgetTokens: 0, summary: false } as const;
  expect(parseSettings({ ...settings, reasoning })).toEqual({ ...settings, reasoning });
});

test.each([
  [{ topK: 0 }, 'input.topK must be 1 or more, not 0'],
  [{ serviceTier: 'x'.repeat(81) }, 'input.serviceTier may have at most 80 characters'],
  [{ logitBias: Object.fromEntries(Array.from({ length: 2_049 }, (_, token) => [token, 1])) }, 'at most 2048 tokens'],
])('%j is refused', (input, message) => {
  expect(() => parseSettings(input)).toThrow(message);
});
