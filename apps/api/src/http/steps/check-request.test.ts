import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../errors/error-codes.ts';
import { findProblem, maxHeaders } from './check-request.ts';

function statusOf(changes: Partial<IncomingMessage>): number | null {
  const request = { method: 'GET', url: '/graphql', headers: {}, rawHeaders: [], ...changes } as IncomingMessage;
  const problem = findProblem(request, { allowedOrigins: ['https://console.example'], publicOrigin: null });
  return problem === null ? null : errorCodes[problem.code].status;
}

describe('a request', () => {
  test.each([
    ['localhost', null],
    ['127.0.0.1:4000', null],
    ['[::1]:4000', null],
    ['my_service.internal', null],
    ['', null],
    ['[::', 400],
    ['[zz]', 400],
    ['a b', 400],
    ['host:port', 400],
    ['host:99999', 400],
    ['user@host', 400],
    ['host/path', 400],
    ['%00', 400],
  ])('with the Host %j', (host, status) => {
    expect(statusOf({ headers: { host } })).toBe(status);
  });

  test('with a second Host', () => {
    const hosts = (...values: string[]) => values.flatMap((value) => ['x-a', 'b', 'Host', value]);
    expect(statusOf({ headers: { host: 'a' }, rawHeaders: hosts('a') })).toBeNull();
    expect(statusOf({ headers: { host: 'a' }, rawHeaders: hosts('a', 'b') })).toBe(400);
  });

  test.each([
    ['/', null],
    ['//', null],
    ['/graphql?query=%', null],
    ['*', null],
    ['', 400],
    ['graphql', 400],
    ['ftp://host/', 400],
    ['http://[::/', 400],
  ])('for the target %j', (url, status) => {
    expect(statusOf({ url })).toBe(status);
  });

  test.each([
    ['POST', null],
    ['TRACE', 405],
    ['PROPFIND', 405],
    ['CONNECT', 405],
  ])('by %s', (method, status) => {
    expect(statusOf({ method })).toBe(status);
  });

  test('without a Host, which only HTTP/1.0 allows', () => {
    expect(statusOf({ httpVersion: '1.1' })).toBe(400);
    expect(statusOf({ httpVersion: '1.0' })).toBeNull();
  });

  test('with too many headers, or from a page that is not listed', () => {
    expect(statusOf({ rawHeaders: Array<string>(2 * maxHeaders).fill('x') })).toBe(431);
    expect(statusOf({ headers: { origin: 'https://evil.example' } })).toBe(403);
    expect(statusOf({ headers: { origin: 'https://console.example' } })).toBeNull();
  });
});
