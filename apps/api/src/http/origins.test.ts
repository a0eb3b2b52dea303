import { describe, expect, test } from 'vitest';
import { isAllowedOrigin, parseOrigins } from './origins.ts';

describe('a list of origins', () => {
  test.each([
    ['*', '*'],
    ['https://a.example', ['https://a.example']],
    ['https://A.example , http://localhost:3000', ['https://a.example', 'http://localhost:3000']],
  ])('is read: %s', (text, origins) => {
    expect(parseOrigins(text)).toEqual(origins);
  });

  test.each([
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'ftp://a.example',
    '*.example',
    'https://a,,',
  ])('is refused with an invalid one: %s', (text) => {
    expect(parseOrigins(text)).toBeNull();
  });
});

describe('a request', () => {
  const allowed = ['https://console.example'];
  test.each([
    ['from a program', {}, true],
    ['from a listed page', { origin: 'https://console.example' }, true],
    ['from a page of the same host', { origin: 'http://gateway:4000', host: 'gateway:4000' }, true],
    ['from another port of the same host', { origin: 'http://gateway:3000', host: 'gateway:4000' }, false],
    ['from another page', { origin: 'https://evil.example', host: 'gateway:4000' }, false],
    ['from a sandboxed page', { origin: 'null', host: 'gateway:4000' }, false],
    ['from a page whose name begins alike', { origin: 'https://console.example.evil' }, false],
  ])('%s', (_name, headers, isAllowed) => {
    expect(isAllowedOrigin({ headers }, allowed)).toBe(isAllowed);
    expect(isAllowedOrigin({ headers }, '*')).toBe(true);
  });
});
