import { describe, expect, it } from 'vitest';
import { parseErrorDocument } from './error-document.ts';

const read = (document: unknown) => parseErrorDocument(JSON.stringify(document));

describe('an error document', () => {
  it.each<[string, unknown, object]>([
    ['of OpenAI', { error: { message: 'No.', type: 't', code: 'c' } }, { message: 'No.', code: 'c', type: 't' }],
    ['with a text', { error: 'No.' }, { message: 'No.', code: null }],
    ['without an envelope', { message: 'No.', code: 'c' }, { message: 'No.', code: 'c' }],
    ['of FastAPI', { detail: 'No.' }, { message: 'No.' }],
    ['with its words elsewhere', { error: true, reason: 'No.' }, { message: 'No.' }],
    ['of MiniMax', { base_resp: { status_code: 1002, status_msg: 'No.' } }, { message: 'No.', status: 429 }],
    ['of MiniMax, with another code', { base_resp: { status_code: 7, status_msg: 'No.' } }, { status: null }],
    ['of AWS', { __type: 'com.amazon#ThrottlingException', message: 'No.' }, { type: 'ThrottlingException' }],
    ['of TGI', { error: 'No.', error_type: 'overloaded' }, { message: 'No.', type: 'overloaded' }],
    ['with a number for a code', { error: { code: '1113', message: 'No.' } }, { code: '1113', status: null }],
    ['with a list', [{ error: { code: 404, message: 'No.' } }], { message: 'No.', status: 404, code: null }],
    ['with errors', { errors: [{ message: 'No.', code: 429 }] }, { message: 'No.', status: 429 }],
    [
      'with its text as JSON',
      { error: { message: '{"error":{"message":"No.","code":503}}' } },
      { message: 'No.', status: 503 },
    ],
    [
      'of OpenRouter, with that of the provider behind it',
      { error: { message: 'Provider returned error', code: 429, metadata: { raw: '{"error":{"message":"No."}}' } } },
      { message: 'No.', status: 429 },
    ],
  ])('%s', (_, document, facts) => {
    expect(read(document)).toMatchObject(facts);
  });

  it.each<[unknown, number | null]>([
    [{ error: { message: 'Please try again in 1m2.5s.' } }, 62_500],
    [{ error: { message: 'retry after 20ms' } }, 20],
    [{ error: { message: 'Please retry after 26 seconds. Please go here' } }, 26_000],
    [{ error: { message: 'please try again after 1 seconds' } }, 1_000],
    [{ error: { message: 'Please wait 30 seconds before retrying.' } }, 30_000],
    [{ error: { message: 'Too many requests. Please try again in 2 minutes.' } }, 120_000],
    [{ error: { message: 'Please wait 5s and try again' } }, 5_000],
    [{ error: { message: 'Please retry in 48.123456789s.' } }, 48_124],
    [{ error: { message: 'Please try again in 1h20m5.5s. Need more tokens?' } }, 4_805_500],
    [{ error: { message: 'Expected available in 3 seconds.' } }, 3_000],
    [{ error: { message: 'try again in 5 moons' } }, null],
    [{ error: { message: 'x', retry_after: 3 } }, 3_000],
    [{ error: 'Model m is currently loading', estimated_time: 20.0 }, 20_000],
    [{ error: { message: 'x', details: [{ retryDelay: { seconds: 33, nanos: 7 } }] } }, 33_000],
    [{ error: { message: 'x', metadata: { headers: { 'X-RateLimit-Reset': '1743292800000' } } } }, null],
    [{ error: { message: 'Please try again in a moment.' } }, null],
  ])('%j states the wait %s', (document, waitMs) => {
    expect(read(document)?.retryAfterMs).toBe(waitMs);
  });

  it('is none if it is not an object', () => {
    expect(parseErrorDocument('No.')).toBeNull();
    expect(read('No.')).toBeNull();
    expect(read([])).toBeNull();
  });
});
