import { expect, test } from 'vitest';
import { formatAge, formatDuration } from './duration.ts';

test.each([
  [null, '–'],
  [Number.NaN, '–'],
  [0, '0 ms'],
  [319.6, '320 ms'],
  [999.7, '1.00 s'],
  [1_240, '1.24 s'],
  [9_999, '10.0 s'],
  [12_345, '12.3 s'],
  [59_999, '1 min'],
  [125_000, '2 min 5 s'],
])('%s ms reads %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

const nowMs = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [null, '–'],
  ['not a time', '–'],
  ['2026-03-01T11:59:59.500Z', 'now'],
  ['2026-03-01T11:57:00Z', '3 minutes ago'],
  ['2026-03-01T12:00:20Z', 'in 20 seconds'],
  ['2026-02-28T11:00:00Z', 'yesterday'],
])('%s reads %s at noon on the first of March', (at, text) => {
  expect(formatAge(at, nowMs)).toBe(text);
});
