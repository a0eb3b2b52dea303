import { expect, test } from 'vitest';
import { fillSteps, listSteps, stepsOf } from './overview-range.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);

test('the steps of long ranges are days', () => {
  expect(stepsOf(at('01T00:00'), at('02T00:00')).interval).toBe('HOUR');
  expect(stepsOf(at('01T00:00'), at('08T00:00')).interval).toBe('DAY');
});

test('steps begin at full hours, with the hour that contains the start', () => {
  expect(listSteps('2026-11-01T10:20:00Z', '2026-11-01T12:05:00Z', 3_600_000)).toEqual([
    '2026-11-01T10:00:00.000Z',
    '2026-11-01T11:00:00.000Z',
    '2026-11-01T12:00:00.000Z',
  ]);
});

test('a step without calls has no point, and gets the value for none', () => {
  const steps = listSteps('2026-11-01T10:00:00Z', '2026-11-01T13:00:00Z', 3_600_000);
  const points = [{ at: '2026-11-01T11:00:00Z', calls: 4 }];
  expect(fillSteps(steps, points, ({ calls }) => calls, 0)).toEqual([0, 4, 0]);
});
