import { expect, it } from 'vitest';
import { shiftWeights } from './shift-weights.ts';

const weights = { cost: 0.48, quality: 0.32, latency: 0.2 };

it('MEDIUM keeps the weights of the policy', () => {
  const shifted = shiftWeights(weights, 'MEDIUM');
  expect(shifted.cost).toBeCloseTo(0.48, 12);
  expect(shifted.quality).toBeCloseTo(0.32, 12);
  expect(shifted.latency).toBeCloseTo(0.2, 12);
});

it('LOW raises the weight of cost relative to quality by a factor of four', () => {
  const { cost, quality } = shiftWeights(weights, 'LOW');
  expect(cost / quality).toBeCloseTo((0.48 / 0.32) * 4, 12);
});

it('HIGH raises the weight of quality relative to cost by a factor of eight', () => {
  const { cost, quality } = shiftWeights(weights, 'HIGH');
  expect(quality / cost).toBeCloseTo((0.32 / 0.48) * 8, 12);
});

it.each([
  { cost: 3, quality: 2, latency: 5 },
  { cost: 0, quality: 0, latency: 0 },
])('weights of any sum, as %j, are scaled to 1', (any) => {
  const { cost, quality, latency } = shiftWeights(any, 'LOW');
  expect(cost + quality + latency).toBeCloseTo(1, 12);
});
