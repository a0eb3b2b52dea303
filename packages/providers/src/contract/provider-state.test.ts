import { expect, it } from 'vitest';
import { ownState, sizeOfState } from './provider-state.ts';

const state = { providerId: 'acme', dialect: 'openai', value: { a: 'b' } };

it.each([
  ['its provider', { providerId: 'acme', dialect: 'openai' }, { a: 'b' }],
  ['another provider', { providerId: 'other', dialect: 'openai' }, null],
  ['its provider in another dialect', { providerId: 'acme', dialect: 'google' }, null],
])('a state is seen so by %s', (_, identity, value) => {
  expect(ownState(state, identity)).toEqual(value);
  expect(ownState(undefined, identity)).toBeNull();
});

it('takes as much room as its JSON', () => {
  expect(sizeOfState(state)).toBe('{"a":"b"}'.length);
  expect(sizeOfState(undefined)).toBe(0);
});
