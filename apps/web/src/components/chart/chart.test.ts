import { expect, test } from 'vitest';
import { colorOf, toRange } from './chart.ts';

test('a range contains its last step, for a drag in either direction', () => {
  const range = { from: new Date('2026-11-01T10:00:00Z'), to: new Date('2026-11-01T13:00:00Z') };
  expect(toRange('2026-11-01T10:00:00Z', '2026-11-01T12:00:00Z', 3_600_000)).toEqual(range);
  expect(toRange('2026-11-01T12:00:00Z', '2026-11-01T10:00:00Z', 3_600_000)).toEqual(range);
});

test("a series has its own colour, or the palette's colour at its index, which starts again after the last", () => {
  expect(colorOf({ key: 'failed', label: 'Failed', color: 'var(--bad)' }, 0)).toBe('var(--bad)');
  expect(colorOf({ key: 'a', label: 'a' }, 1)).toBe('var(--chart-2)');
  expect(colorOf({ key: 'a', label: 'a' }, 8)).toBe('var(--chart-1)');
});
