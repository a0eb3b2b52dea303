import { describe, expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { errorFromEvent, errorFromFailure } from './error-from-document.ts';

const context = { providerId: 'cohere', model: 'command', secrets: [], hasPrefill: true };

describe('errorFromFailure', () => {
  it.each<[number, string, ProviderErrorKind]>([
    [400, 'too many tokens: total number of tokens in the prompt cannot exceed 4081', 'context-length'],
    [400, 'blocked input: please adjust your prompt and try again.', 'content-filter'],
    [400, 'invalid request: the last message must be a user or tool message', 'prefill-refused'],
    [400, 'invalid request: temperature must be between 0 and 1.0 inclusive', 'bad-request'],
    [401, 'invalid api token', 'authentication'],
    [402, 'Please add or update your payment method', 'quota-exhausted'],
    [404, "model 'x' not found", 'model-not-found'],
    [429, 'You are using a Trial key, which is limited to 10 API calls / minute.', 'rate-limit'],
    [429, 'You are using a Trial key, which is limited to 1000 API calls / month.', 'quota-exhausted'],
    [498, 'denied', 'content-filter'],
    [500, 'internal server error', 'server-error'],
    [503, 'service unavailable', 'overloaded'],
  ])('%i: %s', (status, message, kind) => {
    const body = JSON.stringify({ id: 'x', message });
    expect(errorFromFailure({ status, headers: {}, body }, context, { 498: 'content-filter' })).toMatchObject({
      kind,
      status,
      retryAfterMs: null,
    });
  });

  it('reads a body that is not JSON by its status', () => {
    expect(errorFromFailure({ status: 502, headers: {}, body: 'bad gateway' }, context).kind).toBe('server-error');
  });
});

it.each<[string, string | null, ProviderErrorKind]>([
  ['TIMEOUT', null, 'timeout'],
  ['ERROR', 'the model is overloaded, please try again later', 'overloaded'],
  ['ERROR', null, 'server-error'],
])('an end with %s (%s)', (rawReason, message, kind) => {
  expect(errorFromEvent({ code: rawReason, message }, context)).toMatchObject({
    kind,
    rawCode: rawReason,
    status: null,
  });
});
