import { describe, expect, it } from 'vitest';
import { leaseTickMs } from './maintain-leases.ts';

describe('leases', () => {
  it.each([
    ['once a second beside other processes, whose deaths it notices', false, 60_000, 1_000],
    ['with its reports by a process that is alone', true, 60_000, 5_000],
    ['four times per lease where that is more often', true, 2_000, 500],
  ])('are maintained %s', (_, isAlone, leaseMs, tickMs) => {
    expect(leaseTickMs({ leaseMs, reportMs: 5_000, isAlone })).toBe(tickMs);
  });
});
