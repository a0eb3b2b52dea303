import { describe, expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { errorFromEvent, errorFromFailure } from './error-from-document.ts';

const context = { providerId: 'anthropic', model: 'claude', secrets: [], hasPrefill: true };

const failure = (status: number, type: string, message: string): Parameters<typeof errorFromFailure>[0] => ({
  status,
  headers: { 'retry-after': '3' },
  body: JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' }),
});

describe('errorFromFailure', () => {
  it.each<[number, string, string, ProviderErrorKind]>([
    [401, 'authentication_error', 'invalid x-api-key', 'authentication'],
    [403, 'permission_error', 'not allowed', 'authentication'],
    [402, 'billing_error', 'pay', 'quota-exhausted'],
    [404, 'not_found_error', 'model: claude-9', 'model-not-found'],
    [413, 'request_too_large', 'too many bytes', 'context-length'],
    [429, 'rate_limit_error', 'slow down', 'rate-limit'],
    [500, 'api_error', 'Internal server error', 'server-error'],
    [504, 'timeout_error', 'took too long', 'timeout'],
    [529, 'overloaded_error', 'Overloaded', 'overloaded'],
    [400, 'invalid_request_error', 'prompt is too long: 214315 tokens > 200000 maximum', 'context-length'],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.', 'quota-exhausted'],
    [400, 'invalid_request_error', 'Output blocked by content filtering policy', 'content-filter'],
    [400, 'invalid_request_error', 'This model does not support assistant message prefill.', 'prefill-refused'],
    [400, 'invalid_request_error', 'max_tokens: 100000 > 8192, which is the maximum allowed', 'bad-request'],
  ])('%i %s: %s', (status, type, message, kind) => {
    expect(errorFromFailure(failure(status, type, message), context)).toMatchObject({
      kind,
      status,
      rawCode: type,
      retryAfterMs: 3000,
    });
  });

  it('reads a body that is not JSON by its status', () => {
    const error = errorFromFailure({ status: 529, headers: {}, body: 'busy' }, context);
    expect(error).toMatchObject({ kind: 'overloaded', rawCode: null });
    expect(error.message).toContain('busy');
  });
});

describe('errorFromEvent', () => {
  it.each<[string, ProviderErrorKind]>([
    ['overloaded_error', 'overloaded'],
    ['api_error', 'server-error'],
    ['unheard_of_error', 'server-error'],
  ])('%s', (type, kind) => {
    const event = { type: 'error', error: { type, message: 'x' } };
    expect(errorFromEvent(event, context)).toMatchObject({ kind, status: null, rawCode: type });
  });
});
