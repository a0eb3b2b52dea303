import { expect, test } from 'vitest';
import { describeExposure } from './describe-exposure.ts';

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('listening on %s exposes nothing', (host) => {
  expect(describeExposure(host, 0)).toBeNull();
});

test.each([
  ['::', 'on all addresses of this machine'],
  ['0.0.0.0', 'on all addresses of this machine'],
  ['10.0.0.5', 'on 10.0.0.5'],
  ['gateway.internal', 'on gateway.internal'],
])('listening on %s without TLS in front gives a warning', (host, where) => {
  expect(describeExposure(host, 0)).toContain(`The API listens ${where} without TLS`);
  expect(describeExposure(host, 31_536_000)).toBeNull();
});
