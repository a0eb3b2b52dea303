import { expect, test } from 'vitest';
import { measuredFirst } from './measured.ts';

const now = (value: number | null | undefined) => ({ value, over: 'last 5 min' });
const today = (value: number | null | undefined) => ({ value, over: 'last 24 h' });

test.each([
  ['the newest measurement', [now(300), today(400)], { value: 300, isMeasured: true, origin: 'measured, last 5 min' }],
  ['an older measurement', [now(null), today(400)], { value: 400, isMeasured: true, origin: 'measured, last 24 h' }],
  ['the expected figure', [now(undefined), today(null)], { value: 700, isMeasured: false, origin: 'expected' }],
])('%s', (_, measurements, figure) => {
  expect(measuredFirst(measurements, 700)).toEqual(figure);
});
