import { describe, expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { errorFromEvent, errorFromFailure } from './error-from-document.ts';

const context = { providerId: 'google', model: 'gemini', secrets: [], hasPrefill: false };

const failure = (code: number, status: string, message: string, details: object[] = []): string =>
  JSON.stringify({ error: { code, status, message, details } });

const quotaMessage = 'You exceeded your current quota, please check your plan and billing details.';
const quota = (quotaId: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' };

describe('errorFromFailure', () => {
  it.each<[number, string, string, object[], ProviderErrorKind]>([
    [400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }], 'authentication'],
    [403, 'PERMISSION_DENIED', 'no', [], 'authentication'],
    [401, 'UNAUTHENTICATED', 'no', [], 'authentication'],
    [404, 'NOT_FOUND', 'models/x is not found', [], 'model-not-found'],
    [429, 'RESOURCE_EXHAUSTED', quotaMessage, [quota('RequestsPerMinutePerModel')], 'rate-limit'],
    [429, 'RESOURCE_EXHAUSTED', quotaMessage, [quota('RequestsPerDayPerModel')], 'quota-exhausted'],
    [500, 'INTERNAL', 'oops', [], 'server-error'],
    [503, 'UNAVAILABLE', 'The model is overloaded.', [], 'overloaded'],
    [504, 'DEADLINE_EXCEEDED', 'late', [], 'timeout'],
    [
      400,
      'INVALID_ARGUMENT',
      'The input token count (9) exceeds the maximum number of tokens allowed (8).',
      [],
      'context-length',
    ],
    [400, 'INVALID_ARGUMENT', 'temperature must be in the range', [], 'bad-request'],
  ])('%i %s: %s', (status, name, message, details, kind) => {
    const error = errorFromFailure({ status, headers: {}, body: failure(status, name, message, details) }, context);
    expect(error).toMatchObject({ kind, status, rawCode: name });
  });

  it('reads how long to wait from RetryInfo, else from the headers', () => {
    const body = failure(429, 'RESOURCE_EXHAUSTED', 'slow', [quota('PerMinute'), retryInfo]);
    expect(errorFromFailure({ status: 429, headers: { 'retry-after': '9' }, body }, context).retryAfterMs).toBe(34_070);
    const bare = failure(429, 'RESOURCE_EXHAUSTED', 'slow');
    expect(errorFromFailure({ status: 429, headers: { 'retry-after': '9' }, body: bare }, context).retryAfterMs).toBe(
      9000,
    );
  });

  it('reads an error in a list, and any other body by its status', () => {
    const listed = { status: 404, headers: {}, body: `[${failure(404, 'NOT_FOUND', 'gone')}]` };
    expect(errorFromFailure(listed, context)).toMatchObject({ kind: 'model-not-found', rawCode: 'NOT_FOUND' });
    expect(errorFromFailure({ status: 502, headers: {}, body: '<html>' }, context).kind).toBe('server-error');
  });
});

it('errorFromEvent reads an error within an answer', () => {
  const event = { code: 503, status: 'UNAVAILABLE', message: 'x', details: [retryInfo] };
  expect(errorFromEvent(event, context)).toMatchObject({ kind: 'overloaded', status: null, retryAfterMs: 34_070 });
  expect(errorFromEvent({}, context).kind).toBe('server-error');
});
