import { expect, test } from 'vitest';
import { describeProvider, toneOfStep } from './provider-state.ts';

test.each([
  [[], 'No recent calls', 'idle'],
  [['READY', 'UNCONFIGURED'], 'No recent calls', 'idle'],
  [['AVAILABLE', 'READY'], 'Operational', 'good'],
  [['AVAILABLE', 'SLOW'], 'Slow', 'slow'],
  [['AVAILABLE', 'UNAVAILABLE'], '1 model down', 'bad'],
  [['SLOW', 'UNAVAILABLE', 'UNAVAILABLE'], '2 models down', 'bad'],
  [['UNAVAILABLE', 'READY'], 'Down', 'bad'],
  [['UNAVAILABLE', 'FAILING'], '1 model down', 'bad'],
  [['FAILING', 'READY'], '1 model failing', 'bad'],
  [['FAILING', 'FAILING', 'AVAILABLE'], '2 models failing', 'bad'],
  [['AVAILABLE', 'RECOVERING'], 'Unsteady', 'slow'],
] as const)('models that are %s make a provider %s', (states, label, tone) => {
  expect(describeProvider(states)).toEqual({ label, tone });
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
