import { expect, test } from 'vitest';
import { readEnvironment } from './env.ts';

test('the console listens on 3000 and looks for the API on port 4000 of its own host', () => {
  expect(readEnvironment({})).toEqual({
    webPort: 3000,
    host: null,
    api: { type: 'same-host', port: 4000 },
    hstsSeconds: 0,
    contentSecurityPolicy: null,
  });
});

test('PORT and WEB_PORT change both ports, and empty values count as not set', () => {
  expect(readEnvironment({ PORT: '4100', WEB_PORT: '3100' })).toMatchObject({
    webPort: 3100,
    api: { type: 'same-host', port: 4100 },
  });
  expect(readEnvironment({ PORT: '', WEB_PORT: ' ' }).webPort).toBe(3000);
});

test('the API keeps its port where Next has set PORT to the port of the console', () => {
  const { api } = readEnvironment({ PORT: '3000', PENSTOCK_API_PORT: '4100' });
  expect(api).toEqual({ type: 'same-host', port: 4100 });
});

test.each([
  ['https://gateway.example.com', 'https://gateway.example.com'],
  ['https://gateway.example.com/', 'https://gateway.example.com'],
  ['http://10.0.0.1:4000/graphql', 'http://10.0.0.1:4000'],
])('PENSTOCK_API_URL %s is taken as %s', (given, url) => {
  expect(readEnvironment({ PENSTOCK_API_URL: given }).api).toEqual({ type: 'address', url });
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
])('a wrong value is named: %o', (variables, message) => {
  expect(() => readEnvironment(variables)).toThrow(message);
});
