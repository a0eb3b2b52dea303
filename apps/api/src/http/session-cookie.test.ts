import { expect, test } from 'vitest';
import { readSessionToken, writeSessionCookie } from './session-cookie.ts';

test('the cookie is for our own pages alone, out of reach of scripts, and expires', () => {
  const cookie = writeSessionCookie('token', 60, false);
  expect(cookie).toMatch(/^penstock_session=token; Path=\/; Max-Age=60; Expires=[^;]+ GMT; HttpOnly; SameSite=Lax$/);
});

test('the cookie stays on HTTPS where it was set there', () => {
  expect(writeSessionCookie('token', 60, true)).toMatch(/; Secure$/);
});

test('an empty token removes the cookie', () => {
  expect(writeSessionCookie('', 0, false)).toContain('Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
});

test.each([
  ['penstock_session=abc', 'abc'],
  ['theme=dark; penstock_session=abc ; other=1', 'abc'],
  ['penstock_session=a=b', 'a=b'],
  ['penstock_session=', null],
  ['my_penstock_session=abc', null],
  ['penstock_session', null],
  ['', null],
])('the token in %j is %j', (header, token) => {
  expect(readSessionToken(header)).toBe(token);
});
