import { expect, test } from 'vitest';
import { describeProvider, toneOfStep } from './provider-state.ts';

test.each([
  [[], 'No recent calls', 'idle'],
  [['UNKNOWN', undefined], 'No recent calls', 'idle'],
  [['AVAILABLE', 'UNKNOWN'], 'Operational', 'good'],
  [['AVAILABLE', 'SLOW'], 'Slow', 'slow'],
  [['AVAILABLE', 'UNAVAILABLE'], '1 model down', 'bad'],
  [['SLOW', 'UNAVAILABLE', 'UNAVAILABLE'], '2 models down', 'bad'],
  [['UNAVAILABLE', 'UNKNOWN'], 'Down', 'bad'],
] as const)('models that are %s make a provider %s', (statuses, label, tone) => {
  const healths = statuses.map((status) => (status === undefined ? undefined : { status }));
  expect(describeProvider(healths)).toEqual({ label, tone });
});

test.each([
  [null, 'idle'],
  [1, 'good'],
  [0.99, 'good'],
  [0.95, 'slow'],
  [0.5, 'bad'],
] as const)('a step with a success rate of %s is %s', (rate, tone) => {
  expect(toneOfStep(rate)).toBe(tone);
});
