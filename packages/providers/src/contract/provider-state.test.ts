import { expect, it } from 'vitest';
import { isCallersOwn, ownState, sizeOfState, stateInOpenAiForm } from './provider-state.ts';

const state = { providerId: 'acme', dialect: 'openai', value: { a: 'b' } };

it.each([
  ['its provider', { providerId: 'acme', dialect: 'openai' }, { a: 'b' }],
  ['another provider', { providerId: 'other', dialect: 'openai' }, null],
  ['its provider in another dialect', { providerId: 'acme', dialect: 'google' }, null],
])('%s sees this of a state', (_, identity, value) => {
  expect(ownState(state, identity)).toEqual(value);
  expect(ownState(undefined, identity)).toBeNull();
});

it('of an unknown provider is visible to all providers of its dialect that accept it', () => {
  const unclaimed = { ...state, providerId: null };
  const reader = { providerId: 'other', dialect: 'openai' };
  expect(ownState(unclaimed, reader)).toEqual({ a: 'b' });
  expect(ownState(unclaimed, { ...reader, takesUnclaimedState: false })).toBeNull();
  expect(ownState(unclaimed, { ...reader, dialect: 'google' })).toBeNull();
  expect(stateInOpenAiForm(unclaimed, { providerId: 'google' })).toEqual({ a: 'b' });
  expect(stateInOpenAiForm(state, { providerId: 'google' })).toBeNull();
});

it.each([
  ['nothing was given with it', undefined, true],
  ['it is not known who gave it', { ...state, providerId: null }, true],
  ['a provider gave it', state, false],
])("a part is the caller's own if %s", (_, given, isOwn) => {
  expect(isCallersOwn(given === undefined ? {} : { state: given })).toBe(isOwn);
});

it('has the size of its JSON', () => {
  expect(sizeOfState(state)).toBe('{"a":"b"}'.length);
  expect(sizeOfState(undefined)).toBe(0);
});
