import { describe, expect, test } from 'vitest';
import { isAllowedOrigin, isOwnOrigin, parseOrigins } from './origins.ts';

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
  const allowedOrigins = ['https://console.example'];
  test.each([
    ['from a program', {}, true],
    ['from a listed page', { origin: 'https://console.example' }, true],
    ['from a page of the same host', { origin: 'http://gateway:4000', host: 'gateway:4000' }, true],
    ['from another port of the same host', { origin: 'http://gateway:3000', host: 'gateway:4000' }, false],
    ['from another page', { origin: 'https://evil.example', host: 'gateway:4000' }, false],
    ['from a sandboxed page', { origin: 'null', host: 'gateway:4000' }, false],
    ['from a page with the same beginning of its name', { origin: 'https://console.example.evil' }, false],
  ])('%s', (_name, headers, isAllowed) => {
    expect(isAllowedOrigin({ headers }, { allowedOrigins, publicOrigin: null })).toBe(isAllowed);
    expect(isAllowedOrigin({ headers }, { allowedOrigins: '*', publicOrigin: null })).toBe(true);
  });
});

describe('our own page', () => {
  test.each([
    ['no origin', { host: 'gw.example' }, false],
    ['the host of the request', { origin: 'http://gw.example:3000', host: 'gw.example:3000' }, true],
    ['the public address', { origin: 'https://GW.example', host: '127.0.0.1:4000' }, true],
    ['the public host over HTTP', { origin: 'http://gw.example', host: '127.0.0.1:4000' }, false],
    ['another port', { origin: 'http://gw.example:5173', host: 'gw.example:3000' }, false],
    ['a sandboxed page', { origin: 'null', host: 'gw.example:3000' }, false],
  ])('is known by its origin: %s', (_name, headers, isOwn) => {
    expect(isOwnOrigin({ headers }, 'https://gw.example')).toBe(isOwn);
  });
});
