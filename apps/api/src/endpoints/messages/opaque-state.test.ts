import { expect, test } from 'vitest';
import { readOpaqueState, writeOpaqueState } from './opaque-state.ts';

const state = { providerId: 'google', dialect: 'google', value: { thoughtSignature: 'ö' } };

test('a state comes back unchanged', () => {
  expect(readOpaqueState(writeOpaqueState(state), 'at')).toEqual({ state, callId: null });
  expect(readOpaqueState(writeOpaqueState(state, 't1'), 'at')).toEqual({ state, callId: 't1' });
});

test('a signature of Anthropic is not a state', () => {
  expect(readOpaqueState('ErUBCkYIBxgCIkA+/=', 'at')).toBeNull();
  expect(readOpaqueState('', 'at')).toBeNull();
});

test('a changed state is refused', () => {
  const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' });
  expect(() => readOpaqueState('penstock.%%%', 'at')).toThrow(refused);
  expect(() => readOpaqueState(`penstock.${Buffer.from('[]').toString('base64url')}`, 'at')).toThrow(refused);
});
