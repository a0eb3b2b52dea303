import { describe, expect, test } from 'vitest';
import { redact } from './redact.ts';

describe('a secret', () => {
  test.each([
    'secret',
    'clientSecret',
    'password',
    'api_key',
    'apiKey',
    'key',
    'authorization',
    'Cookie',
    'access_token',
  ])('is recognized by the name of its member: %s', (name) => {
    expect(redact({ [name]: 'hunter2' })).toEqual({ [name]: '[redacted]' });
    expect(redact({ deep: [{ [name]: ['hunter2'] }] })).toEqual({ deep: [{ [name]: '[redacted]' }] });
  });

  test.each([
    'sk-proj-abcdefghijklmnopqrstuvwxyz',
    'psk_admin_0123456789abcdefghijklmnopqrstuvwxyz',
    'AIzaSyA-0123456789abcdefghijklmnopqrs',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  ])('is recognized by its pattern, in any text: %s', (value) => {
    expect(redact({ comment: `see ${value} here` })).toEqual({ comment: 'see [redacted] here' });
  });

  test('in an address is replaced, and the rest of the address stays', () => {
    expect(redact('https://ann:hunter2@proxy.example/v1')).toBe('https://[redacted]@proxy.example/v1');
  });

  test('that is only a reference stays', () => {
    const reference = ['$', '{MY_KEY}'].join('');
    expect(redact({ api_key: reference })).toEqual({ api_key: reference });
  });
});

test('names that only resemble those of secrets stay', () => {
  const value = { apiKeyId: 'k1', maxTokens: 12, tokensPerMinute: 5, keys: 2, tokenizer: 'o200k', prefix: 'psk_ab12' };
  expect(redact(value)).toEqual(value);
});

describe('a value', () => {
  test('of any kind becomes JSON', () => {
    const value = {
      at: new Date(0),
      map: new Map([['a', 1]]),
      none: undefined,
      act: () => 1,
      many: 5n,
      nan: Number.NaN,
    };
    expect(redact(value)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      map: { a: 1 },
      none: null,
      act: null,
      many: '5',
      nan: 'NaN',
    });
    expect(redact('a\0b')).toBe('a�b');
  });

  test('that is too large is cut and marked as cut', () => {
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    expect(JSON.stringify(redact(ring)).length).toBeLessThan(1_000);
    expect(redact('x'.repeat(1e6))).toBe(`${'x'.repeat(4_000)}[cut]`);
    const all = JSON.stringify(redact(Array.from({ length: 1e4 }, () => 'y'.repeat(1e4))));
    expect(all.length).toBeLessThan(40_000);
    expect(all).toContain('[cut]');
    const wide = JSON.stringify(redact(Object.fromEntries(Array.from({ length: 1e4 }, (_, at) => [`${at}`, at]))));
    expect(wide.length).toBeLessThan(40_000);
  });

  test('that is cut shows no part of a secret', () => {
    const key = `sk-${'k'.repeat(40)}`;
    expect(redact(`${'x'.repeat(3_980)} ${key}`)).not.toContain('kkk');
  });
});
