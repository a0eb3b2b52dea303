import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf } from './address-of.ts';

test.each([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['2001:db8::1', undefined, '2001:db8::1'],
  ['203.0.113.7', '10.0.0.1', '203.0.113.7'],
  ['127.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['::1', 'unknown', '::1'],
  ['127.0.0.1', '', '127.0.0.1'],
  [undefined, '203.0.113.7', null],
])('of a connection from %s with X-Forwarded-For: %s, it is %s', (remoteAddress, forwarded, address) => {
  const request = { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } };
  expect(addressOf(request as unknown as IncomingMessage)).toBe(address);
});
