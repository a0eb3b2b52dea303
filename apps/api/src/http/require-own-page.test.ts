import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { requireOwnPage } from './require-own-page.ts';

const host = 'gw.example:3000';
const origin = `http://${host}`;
const json = { 'content-type': 'application/json; charset=utf-8' };

function refusalOf(method: string, headers: IncomingMessage['headers']): string | null {
  try {
    requireOwnPage({ method, headers: { host, ...headers } } as IncomingMessage, 'https://public.example');
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const cases: [string, IncomingMessage['headers'], string | null][] = [
  ['GET', {}, null],
  ['HEAD', {}, null],
  ['GET', { 'sec-fetch-site': 'none' }, null],
  ['GET', { 'sec-fetch-site': 'cross-site' }, 'FORBIDDEN'],
  ['GET', { origin: 'https://evil.example' }, 'FORBIDDEN'],
  ['GET', { upgrade: 'websocket' }, 'FORBIDDEN'],
  ['GET', { upgrade: 'websocket', origin }, null],
  ['POST', json, 'FORBIDDEN'],
  ['POST', { ...json, origin }, null],
  ['POST', { ...json, origin: 'https://public.example' }, null],
  ['POST', { 'content-type': 'application/graphql+json', origin }, null],
  ['POST', { 'content-type': 'application/jsonp', origin }, 'UNSUPPORTED_MEDIA_TYPE'],
  ['POST', { 'content-type': 'multipart/form-data', origin }, 'UNSUPPORTED_MEDIA_TYPE'],
  ['POST', { origin }, 'UNSUPPORTED_MEDIA_TYPE'],
  ['DELETE', {}, 'FORBIDDEN'],
  ['DELETE', { origin }, null],
];

describe('a request with the session cookie', () => {
  test.each(cases)('%s with %j', (method, headers, refusal) => {
    expect(refusalOf(method, headers)).toBe(refusal);
  });
});
