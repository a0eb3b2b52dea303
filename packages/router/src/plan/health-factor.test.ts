import { buildHealth } from '@penstock/testing';
import { expect, it } from 'vitest';
import { healthFactor, healthReason } from './health-factor.ts';

it.each([
  { when: 'nothing is known', health: {}, factor: 1 },
  { when: 'all is well', health: { status: 'AVAILABLE', successRate: 0.97 }, factor: 1 },
  { when: 'it is slow', health: { status: 'SLOW' }, factor: 0.6 },
  { when: 'every fifth call fails', health: { successRate: 0.8 }, factor: 0.9 },
  { when: 'every call fails', health: { successRate: 0 }, factor: 0.5 },
  { when: 'it is slow and every fifth call fails', health: { status: 'SLOW', successRate: 0.8 }, factor: 0.54 },
  { when: 'its breaker is half open', health: { breaker: 'HALF_OPEN' }, factor: 1 },
] as const)('the score keeps $factor of itself when $when', ({ health, factor }) => {
  const view = buildHealth({ 'acme/model': health }).read('acme/model');
  expect(healthFactor(view)).toBeCloseTo(factor, 12);
  expect(healthReason(view) === null).toBe(factor === 1);
});
