import { expect, test } from 'vitest';
import { fillDays } from './fill-days.ts';

test('seven bars end with the day of the report, and days without calls are empty', () => {
  const bars = fillDays({
    to: '2026-03-08T15:30:00Z',
    series: [
      { at: '2026-03-04T00:00:00.000Z', totals: { calls: 5, failures: 2 } },
      { at: '2026-03-08T00:00:00.000Z', totals: { calls: 1, failures: 0 } },
    ],
  });
  expect(bars.map(({ at }) => at.slice(8, 10))).toEqual(['02', '03', '04', '05', '06', '07', '08']);
  expect(bars[2]).toEqual({ at: '2026-03-04T00:00:00.000Z', succeeded: 3, failed: 2 });
  expect(bars[6]).toEqual({ at: '2026-03-08T00:00:00.000Z', succeeded: 1, failed: 0 });
  expect(bars[0]).toEqual({ at: '2026-03-02T00:00:00.000Z', succeeded: 0, failed: 0 });
});

test('a report that ends at midnight ends with the day before', () => {
  expect(fillDays({ to: '2026-03-08T00:00:00Z', series: [] }).at(-1)?.at).toBe('2026-03-07T00:00:00.000Z');
});
