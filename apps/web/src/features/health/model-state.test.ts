import { expect, test } from 'vitest';
import { isUsable, modelState } from './model-state.ts';

const usable = { active: true, configured: true };

test.each([
  ['a model that was switched off', { ...usable, active: false }, { status: 'AVAILABLE' as const }, 'OFF', false],
  ['a model without its key', { ...usable, configured: false }, undefined, 'UNCONFIGURED', false],
  ['a model without evidence', usable, undefined, 'UNKNOWN', true],
  ['a healthy model', usable, { status: 'AVAILABLE' as const }, 'AVAILABLE', true],
  ['a slow model', usable, { status: 'SLOW' as const }, 'SLOW', true],
  ['a model that fails', usable, { status: 'UNAVAILABLE' as const }, 'UNAVAILABLE', false],
])('%s', (_, model, health, state, usability) => {
  expect(modelState(model, health)).toBe(state);
  expect(isUsable(modelState(model, health))).toBe(usability);
});
