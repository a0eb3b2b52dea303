import { describe, expect, it, test } from 'vitest';
import { buildProviderError, redactSecrets } from './build-provider-error.ts';
import { kindFromMessage } from './kind-from-message.ts';

const context = { providerId: 'odd', model: 'model', secrets: ['open-sesame'], hasPrefill: false };

function messageOf(message: string): string {
  const reading = {
    kind: 'server-error',
    status: 500,
    message,
    rawCode: 'c'.repeat(1_000_000),
    retryAfterMs: null,
  } as const;
  return buildProviderError(reading, context).message;
}

test('only the beginning of a message of megabytes is read', () => {
  expect(messageOf('exceeds max '.repeat(2_000_000)).length).toBeLessThan(800);
  expect(messageOf(`${'no '.repeat(1_000)}`)).toMatch(
    /^odd answered for 'model' with server-error \(HTTP 500, c+…\): no no/,
  );
  expect(kindFromMessage(`rate limit ${'a'.repeat(1_000_000)}`, false)).toBe('rate-limit');
  expect(kindFromMessage(`${'a'.repeat(1_000_000)} rate limit`, false)).toBeNull();
});

test('no key is shown, not even in part if the message is cut', () => {
  expect(messageOf('try open-sesame')).toContain('try [secret]');
  for (const blanks of [32_765, 65_530, 131_000]) {
    expect(messageOf(`${' '.repeat(blanks)}open-sesame${' more'.repeat(20_000)}`)).not.toContain('open-');
  }
});

describe('redactSecrets', () => {
  it.each<[string, string[], string]>([
    ['The key topsecret99 is wrong.', ['topsecret99'], 'The key [secret] is wrong.'],
    ['Incorrect API key provided: sk-abc***********xyz.', [], 'Incorrect API key provided: [secret]'],
    ['Sent Bearer abcdefgh12345678 twice', [], 'Sent [secret] twice'],
    ['AIzaSyA1234567890abcdefghijk is not valid', [], '[secret] is not valid'],
    ['The token of AKIAIOSFODNN7EXAMPLE is invalid', [], 'The token of [secret] is invalid'],
    ['gsk_1234567890abcdef failed', [], '[secret] failed'],
    ['The model gpt-4 does not exist', ['sk-other-secret'], 'The model gpt-4 does not exist'],
    ['a b c', ['a'], 'a b c'],
  ])('%s', (text, secrets, expected) => {
    expect(redactSecrets(text, secrets)).toBe(expected);
  });
});
