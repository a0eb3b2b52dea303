import { expect, it } from 'vitest';
import { ownOptions } from './provider-options.ts';

const acme = { providerId: 'acme', dialect: 'openai' };

it('finds the members for a dialect, overridden by the members for a provider', () => {
  expect(ownOptions(undefined, acme)).toBeNull();
  expect(ownOptions({ other: { a: 1 } }, acme)).toBeNull();
  expect(ownOptions({ openai: { a: 1, b: 1 }, acme: { b: 2 } }, acme)).toEqual({ a: 1, b: 2 });
  expect(ownOptions({ acme: { b: 2 } }, acme)).toEqual({ b: 2 });
  expect(ownOptions({ openai: { a: 1 } }, { providerId: 'openai', dialect: 'openai' })).toEqual({ a: 1 });
});

it('finds unread members only for providers of their protocol, overridden by all others', () => {
  const options = { '*': { a: 1, b: 1 }, openai: { b: 2 } };
  expect(ownOptions(options, acme)).toEqual({ a: 1, b: 2 });
  expect(ownOptions(options, { providerId: 'acme', dialect: 'google' })).toBeNull();
});

it.each(['constructor', '__proto__'])('finds nothing under the inherited name %s', (name) => {
  expect(ownOptions({}, { providerId: name, dialect: name })).toBeNull();
});
