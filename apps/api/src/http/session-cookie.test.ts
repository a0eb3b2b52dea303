import { expect, test } from 'vitest';
import { readSessionToken, writeSessionCookie } from './session-cookie.ts';

test('the cookie is sent to our own pages only, is hidden from scripts, and expires', () => {
  const cookie = writeSessionCookie('token', 60, false);
  expect(cookie).toMatch(/^penstock_session=token; Path=\/; Max-Age=60; Expires=[^;]+ GMT; HttpOnly; SameSite=Lax$/);
});

test('the cookie is sent over HTTPS only if it was set over HTTPS', () => {
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
