import { describe, expect, it } from 'vitest';
import { strikeSecrets } from './strike-secrets.ts';

describe('strikeSecrets', () => {
  it.each<[string, string[], string]>([
    ['The key topsecret99 is wrong.', ['topsecret99'], 'The key [secret] is wrong.'],
    ['Incorrect API key provided: sk-abc***********xyz.', [], 'Incorrect API key provided: [secret]'],
    ['Sent Bearer abcdefgh12345678 in vain', [], 'Sent [secret] in vain'],
    ['AIzaSyA1234567890abcdefghijk is not valid', [], '[secret] is not valid'],
    ['The token of AKIAIOSFODNN7EXAMPLE is invalid', [], 'The token of [secret] is invalid'],
    ['gsk_1234567890abcdef failed', [], '[secret] failed'],
    ['The model gpt-4 does not exist', ['sk-other-secret'], 'The model gpt-4 does not exist'],
    ['a b c', ['a'], 'a b c'],
  ])('%s', (text, secrets, expected) => {
    expect(strikeSecrets(text, secrets)).toBe(expected);
  });
});
