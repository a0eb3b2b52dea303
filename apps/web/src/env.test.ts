import { expect, test } from 'vitest';
import { readEnvironment } from './env.ts';

test('the console listens on 3000 and reaches the API on port 4000 of its own host', () => {
  expect(readEnvironment({})).toEqual({
    webPort: 3000,
    host: null,
    apiUrl: 'http://127.0.0.1:4000',
    signInPath: '/session/callback',
    hstsSeconds: 0,
    contentSecurityPolicy: null,
  });
});

test('PORT and WEB_PORT change both ports, and empty values count as not set', () => {
  expect(readEnvironment({ PORT: '4100', WEB_PORT: '3100' })).toMatchObject({
    webPort: 3100,
    apiUrl: 'http://127.0.0.1:4100',
  });
  expect(readEnvironment({ PORT: '', WEB_PORT: ' ' }).webPort).toBe(3000);
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:4000'],
  ['::', 'http://127.0.0.1:4000'],
  ['::1', 'http://[::1]:4000'],
  ['192.168.1.5', 'http://192.168.1.5:4000'],
])('an API that listens on %s is reached at %s', (HOST, apiUrl) => {
  expect(readEnvironment({ HOST }).apiUrl).toBe(apiUrl);
});

test('an identity provider may send the browser back to another path', () => {
  expect(readEnvironment({ OIDC_REDIRECT_URL: 'https://gw.example/auth/done' }).signInPath).toBe('/auth/done');
});

test.each([
  ['https://gateway.example.com', 'https://gateway.example.com'],
  ['https://gateway.example.com/', 'https://gateway.example.com'],
  ['http://10.0.0.1:4000/graphql', 'http://10.0.0.1:4000'],
])('PENSTOCK_API_URL %s is read as %s', (given, url) => {
  expect(readEnvironment({ PENSTOCK_API_URL: given }).apiUrl).toBe(url);
});

test('HOST and the browser settings are read', () => {
  const variables = { HOST: '127.0.0.1', PENSTOCK_HSTS_SECONDS: '60', PENSTOCK_CSP: "default-src 'self'" };
  expect(readEnvironment(variables)).toMatchObject({
    host: '127.0.0.1',
    hstsSeconds: 60,
    contentSecurityPolicy: "default-src 'self'",
  });
});

test.each([
  [{ PENSTOCK_HSTS_SECONDS: 'long' }, /PENSTOCK_HSTS_SECONDS is 'long': it must be a number of seconds/],
  [{ WEB_PORT: '1e3' }, /WEB_PORT is '1e3'/],
  [{ WEB_PORT: '0xbb8' }, /WEB_PORT is '0xbb8'/],
  [{ WEB_PORT: '-1' }, /WEB_PORT is '-1'/],
  [{ PENSTOCK_API_URL: 'ftp://me:hunter2@host' }, /^PENSTOCK_API_URL is not valid: it must be an address such as \S+$/],
  [{ WEB_PORT: 'http' }, /WEB_PORT is 'http': it must be a port/],
  [{ PORT: '70000' }, /PORT is '70000'/],
  [{ PENSTOCK_API_URL: 'gateway:4000' }, /PENSTOCK_API_URL is 'gateway:4000': it must be an address/],
])('a wrong value is reported: %o', (variables, message) => {
  expect(() => readEnvironment(variables)).toThrow(message);
});
