import { expect, test } from 'vitest';
import { leaseTickMs } from './maintain-leases.ts';

test.each([
  ['one of several', 60_000, false, 1_000],
  ['alone', 60_000, true, 2_500],
  ['one of several, with short leases', 2_000, false, 500],
  ['alone, with short leases', 2_000, true, 500],
])('the leases of a process that is %s are checked soon enough', (_, leaseMs, isAlone, tickMs) => {
  expect(leaseTickMs(leaseMs, isAlone)).toBe(tickMs);
});
