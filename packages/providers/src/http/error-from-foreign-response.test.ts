import { describe, expect, it } from 'vitest';
import type { ErrorContext } from './build-provider-error.ts';
import { errorFromForeignResponse } from './error-from-foreign-response.ts';
import type { ResponseHeaders } from './retry-after.ts';

const context: ErrorContext = { providerId: 'acme', model: 'm', secrets: ['sk-secret'], hasPrefill: false };
const page = '<!DOCTYPE html>\n<html><head><title> 502:\n Bad gateway </title></head><body>…</body></html>';

function read(status: number, headers: ResponseHeaders, body = '') {
  return errorFromForeignResponse({ status, headers, body }, context);
}

describe('an answer in no provider’s format', () => {
  it.each([
    [
      301,
      { location: 'https://acme.example/v2' },
      '',
      'protocol',
      "acme answered for 'm' with protocol (HTTP 301): it redirects to https://acme.example/v2, so the base address is probably wrong.",
    ],
    [307, {}, '', 'protocol', 'it redirects to another address, so the base address is probably wrong.'],
    [
      200,
      { 'content-encoding': 'compress' },
      '\u001f\u008b',
      'protocol',
      'the answer is compressed (compress), which cannot be read.',
    ],
    [429, { 'content-encoding': 'dcb' }, '\u001b', 'rate-limit', 'the answer is compressed (dcb)'],
    [502, {}, page, 'server-error', "an HTML page ('502: Bad gateway') came back, probably from a proxy in between."],
    [503, { 'retry-after': '7' }, page, 'overloaded', 'probably from a proxy in between.'],
    [404, {}, '<html></html>', 'model-not-found', 'an HTML page came back, so the base address is probably wrong.'],
    [200, {}, ' <html></html>', 'protocol', 'an HTML page came back, so the base address is probably wrong.'],
    [
      403,
      {},
      '<title>sk-secret</title><',
      'authentication',
      "with authentication (HTTP 403): an HTML page ('[secret]') came back, probably from a proxy",
    ],
  ])('of status %i with %o is recognised', (status, headers, body, kind, words) => {
    expect(read(status, headers, body)).toMatchObject({ kind, status, message: expect.stringContaining(words) });
  });

  it('keeps its Retry-After', () => {
    expect(read(503, { 'retry-after': '7' }, page)?.retryAfterMs).toBe(7_000);
  });

  it.each([
    [400, {}, '{"error":{"message":"No."}}'],
    [500, { 'content-encoding': 'identity' }, 'Internal Server Error'],
    [200, {}, '{"choices":[]}'],
    [429, {}, ''],
  ])('does not include status %i with %o and %s', (status, headers, body) => {
    expect(read(status, headers, body)).toBeNull();
  });
});
