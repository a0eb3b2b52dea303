import { describe, expect, it } from 'vitest';
import { parseProviderOptions, parseState, parseStateObject } from './parse-provider-members.ts';

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('provider options', () => {
  it('stay unchanged; null means none', () => {
    const options = { openai: { user: 'u' }, ollama: { num_ctx: 1 } };
    expect(parseProviderOptions(options, 'o')).toBe(options);
    expect(parseProviderOptions(null, 'o')).toBeUndefined();
  });

  it.each([
    ['a list', [1], /^o must be an object/],
    ['a provider without members', { openai: null }, /^o\.openai must be an object/],
    ['options that are too long', { openai: { a: 'x'.repeat(66_000) } }, /^o may have at most 65536 characters/],
    ['options that nest too deep', { openai: { a: deep(100) } }, /^o may nest at most 100 levels/],
  ])('are refused: %s', (_, value, message) => {
    expect(() => parseProviderOptions(value, 'o')).toThrow(message);
  });
});

describe('a state', () => {
  const state = { providerId: 'acme', dialect: 'openai', value: { a: 1 } };

  it('stays unchanged, without absent members', () => {
    expect(parseState({ ...state, other: 1 }, 's')).toEqual(state);
    expect(parseState({ ...state, providerId: null }, 's')).toEqual({ ...state, providerId: null });
    expect(parseState(null, 's')).toBeUndefined();
  });

  it.each([
    ['a text', 'sig', /^s must be an object/],
    ['no provider', { ...state, providerId: undefined }, /^s\.providerId must be a text/],
    ['a long dialect', { ...state, dialect: 'x'.repeat(301) }, /^s\.dialect must be a text/],
    ['no value', { ...state, value: 'sig' }, /^s\.value must be an object/],
    ['a long value', { ...state, value: { a: 'x'.repeat(1_100_000) } }, /^s\.value may have at most 1048576/],
    ['a deep value', { ...state, value: { a: deep(100) } }, /^s\.value may nest at most 100 levels/],
  ])('is refused: %s', (_, value, message) => {
    expect(() => parseState(value, 's')).toThrow(message);
  });

  it('has the same bounds in the members of another protocol', () => {
    expect(parseStateObject({ a: 1 }, 'e')).toEqual({ a: 1 });
    expect(() => parseStateObject([], 'e')).toThrow(/^e must be an object/);
    expect(() => parseStateObject({ a: 'x'.repeat(1_100_000) }, 'e')).toThrow(/^e may have at most/);
  });
});
