import { expect, test } from 'vitest';
import { nextPriceChangeMs } from './next-price-change.ts';

const peak = { type: 'time_of_date', start_time: '01:00:00Z', end_time: '04:00:00Z' } as const;
const peakInBeijing = { type: 'time_of_date', start_time: '09:00:00+08:00', end_time: '12:00:00+08:00' } as const;
const dated = { type: 'start_date', start_date: '2027-01-01' } as const;

test.each([
  ['no condition', [], '2026-11-21T02:00:00Z', null],
  ['a date that is over', [dated], '2027-02-01T00:00:00Z', null],
  ['a date to come', [dated], '2026-12-31T23:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['before the peak', [peak], '2026-11-21T00:30:00Z', '2026-11-21T01:00:00.000Z'],
  ['within the peak', [peak], '2026-11-21T02:00:00Z', '2026-11-21T04:00:00.000Z'],
  ['at its end', [peak], '2026-11-21T04:00:00Z', '2026-11-22T01:00:00.000Z'],
  ['in another time zone', [peakInBeijing], '2026-11-21T02:00:00Z', '2026-11-21T04:00:00.000Z'],
  ['the earliest of several', [peak, dated], '2026-12-31T23:30:00Z', '2027-01-01T00:00:00.000Z'],
])('%s', (_, conditions, at, next) => {
  const changeMs = nextPriceChangeMs(conditions, Date.parse(at));
  expect(changeMs === null ? null : new Date(changeMs).toISOString()).toBe(next);
});
