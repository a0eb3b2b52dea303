import { describe, expect, test } from 'vitest';
import { readCredentials } from './read-credentials.ts';

const key = 'psk_admin_0123456789';

describe('the key of a request', () => {
  test.each([
    [{ authorization: `Bearer ${key}` }, 'Authorization'],
    [{ authorization: `bearer ${key}` }, 'Authorization'],
    [{ authorization: `BEARER   ${key} ` }, 'Authorization'],
    [{ 'x-api-key': key }, 'x-api-key'],
    [{ 'api-key': ` ${key} ` }, 'api-key'],
    [{ authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': key }, 'x-api-key'],
    [{ 'api-key': 'other', 'x-api-key': key }, 'x-api-key'],
    [{ 'x-api-key': 'other', authorization: `Bearer ${key}` }, 'Authorization'],
  ] as const)('is in %j', (headers, source) => {
    expect(readCredentials(headers)).toEqual({ key, source });
  });

  test.each([
    ['', 'Authorization'],
    [key, 'Authorization'],
    ['Bearer', 'Authorization'],
    ['Bearer ', 'Authorization'],
    [`Bearer ${key} extra`, 'Authorization'],
    [`Basic ${key}`, 'Authorization'],
    [`Bearer ${'x'.repeat(1_000)}`, 'Authorization'],
    [undefined, null],
    [7, null],
  ])('is missing if Authorization is %j', (authorization, source) => {
    expect(readCredentials({ authorization })).toEqual({ key: null, source });
  });

  test.each(['', ' ', `${key} extra`, 'x'.repeat(1_001)])('is null if x-api-key is %j', (value) => {
    expect(readCredentials({ 'x-api-key': value })).toEqual({ key: null, source: 'x-api-key' });
  });
});
