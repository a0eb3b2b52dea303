import { expect, it } from 'vitest';
import { describeBytes } from './upstream-limits.ts';

it.each([
  [64 * 1024 * 1024, '64 MiB'],
  [256 * 1024, '256 KiB'],
  [1_234_567, '1,234,567 bytes'],
  [0, '0 bytes'],
])('writes %i bytes as %s', (bytes, words) => {
  expect(describeBytes(bytes)).toBe(words);
});
