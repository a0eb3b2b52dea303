import { expect, test } from 'vitest';
import { durationText } from './rate-headers.ts';

test.each([
  [0, '0ms'],
  [20, '20ms'],
  [1_000, '1s'],
  [1_001, '2s'],
  [59_500, '1m0s'],
  [360_000, '6m0s'],
])('%d ms are written as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
