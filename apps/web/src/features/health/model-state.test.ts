import { expect, test } from 'vitest';
import { isUsable, modelState } from './model-state.ts';

const usable = { active: true, configured: true };
const well = { status: 'AVAILABLE', breaker: 'CLOSED', successRate: 1 } as const;

test.each([
  ['a model that was switched off', { ...usable, active: false }, well, 'OFF', false],
  ['a model without its key', { ...usable, configured: false }, undefined, 'UNCONFIGURED', false],
  ['a model without evidence', usable, undefined, 'READY', true],
  ['a healthy model', usable, well, 'AVAILABLE', true],
  ['a model that fails every call', usable, { ...well, status: 'UNKNOWN', successRate: 0 }, 'FAILING', true],
  ['a model with an open breaker', usable, { ...well, breaker: 'OPEN' }, 'UNAVAILABLE', false],
] as const)('%s', (_, model, health, state, usability) => {
  expect(modelState(model, health)).toBe(state);
  expect(isUsable(modelState(model, health))).toBe(usability);
});
