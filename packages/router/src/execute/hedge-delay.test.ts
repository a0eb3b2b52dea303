import { expect, test } from 'vitest';
import { hedgeDelayMs } from './hedge-delay.ts';

test.each([
  ['off', null, 900, null],
  ['measured', { usesP95: true, afterMs: null }, 900, 900],
  ['measured, with a fixed time for the beginning', { usesP95: true, afterMs: 800 }, 900, 900],
  ['not measured', { usesP95: true, afterMs: null }, null, null],
  ['not measured, with a fixed time', { usesP95: true, afterMs: 800 }, null, 800],
  ['measured as very short', { usesP95: true, afterMs: null }, 3, 250],
  ['fixed', { usesP95: false, afterMs: 100 }, 900, 100],
])('%s', (_, hedging, p95FirstTokenMs, expected) => {
  expect(hedgeDelayMs(hedging, { p95FirstTokenMs })).toBe(expected);
});
