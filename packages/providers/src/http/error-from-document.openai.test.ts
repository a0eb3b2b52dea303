import { describe, expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { errorFromEvent, errorFromFailure, isErrorEvent } from './error-from-document.ts';

const context: ErrorContext = { providerId: 'acme', model: 'm', secrets: ['topsecret'], hasPrefill: false };
const failure = (status: number, body: unknown): Parameters<typeof errorFromFailure>[0] => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('errorFromFailure', () => {
  it.each<[string, number, unknown, ProviderErrorKind]>([
    ['OpenAI: bad key', 401, { error: { code: 'invalid_api_key', message: 'Incorrect API key' } }, 'authentication'],
    ['OpenAI: rate limit', 429, { error: { code: 'rate_limit_exceeded', type: 'tokens' } }, 'rate-limit'],
    [
      'OpenAI: no credit',
      429,
      { error: { code: 'insufficient_quota', type: 'insufficient_quota' } },
      'quota-exhausted',
    ],
    ['OpenAI: window', 400, { error: { code: 'context_length_exceeded' } }, 'context-length'],
    ['OpenAI: model', 404, { error: { code: 'model_not_found' } }, 'model-not-found'],
    ['OpenAI: temperature', 400, { error: { code: 'unsupported_value', message: 'temperature' } }, 'bad-request'],
    ['OpenAI: broken', 500, { error: { type: 'server_error', message: 'sorry' } }, 'server-error'],
    [
      'Azure: filtered prompt',
      400,
      { error: { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
      'content-filter',
    ],
    ['Azure: deployment', 404, { error: { code: 'DeploymentNotFound', message: 'none' } }, 'model-not-found'],
    [
      'Mistral: capacity',
      429,
      { object: 'error', message: 'Service tier capacity exceeded', code: '3505' },
      'rate-limit',
    ],
    ['Mistral: FastAPI', 422, { detail: [{ loc: ['body', 'n'], msg: 'wrong' }] }, 'bad-request'],
    [
      'Together: window',
      422,
      { error: { message: '`inputs` tokens + `max_new_tokens` exceeds context' } },
      'context-length',
    ],
    ['Groq: malformed JSON', 400, { error: { code: 'json_validate_failed' } }, 'invalid-response'],
    ['Groq: too much for the tier', 413, { error: { code: 'rate_limit_exceeded' } }, 'context-length'],
    ['OpenRouter: no credit', 402, { error: { code: 402, message: 'Insufficient credits' } }, 'quota-exhausted'],
    ['OpenRouter: flagged', 403, { error: { code: 403, message: 'Your input was flagged' } }, 'content-filter'],
    ['DeepSeek: no balance', 402, { error: { message: 'Insufficient Balance' } }, 'quota-exhausted'],
    [
      'vLLM: window',
      400,
      { object: 'error', message: "This model's maximum context length is 4096" },
      'context-length',
    ],
    ['xAI: bad key', 400, { code: 'Client', error: 'Incorrect API key provided' }, 'authentication'],
    ['a proxy without a word', 502, '', 'server-error'],
    ['a proxy with a page', 503, '<html>', 'overloaded'],
    ['429 that is about money', 429, { error: { message: 'You exceeded your current quota' } }, 'quota-exhausted'],
  ])('%s', (_, status, body, kind) => {
    expect(errorFromFailure(failure(status, body), context)).toMatchObject({ kind, status, providerId: 'acme' });
  });

  it('recognises a refused prefill only if there was one', () => {
    const refusal = failure(400, { message: 'Expected last role User or Tool but got assistant' });
    expect(errorFromFailure(refusal, { ...context, hasPrefill: true }).kind).toBe('prefill-refused');
    expect(errorFromFailure(refusal, context).kind).toBe('bad-request');
  });

  it('describes the failure in one sentence, without the key', () => {
    const error = errorFromFailure(failure(401, { error: { message: 'Wrong key\n topsecret' } }), context);
    expect(error.message).toBe("acme answered for 'm' with authentication (HTTP 401): Wrong key [secret]");
  });

  it('cuts a long message', () => {
    const error = errorFromFailure(failure(400, { error: { message: 'x'.repeat(5000) } }), context);
    expect(error.message.length).toBeLessThan(700);
  });
});

describe('errorFromEvent', () => {
  it.each<[string, object, ProviderErrorKind]>([
    ['an error with a code', { error: { message: 'x', code: 'rate_limit_exceeded' } }, 'rate-limit'],
    ['an error with a status', { error: { message: 'x', code: 503 } }, 'overloaded'],
    ['an error without a word', { error: 'Something broke' }, 'server-error'],
    ['vLLM and Mistral', { object: 'error', message: 'The context length is too small', code: 400 }, 'context-length'],
  ])('%s', (_, event, kind) => {
    expect(errorFromEvent(event as never, context)).toMatchObject({ kind, status: null });
  });

  it('ignores other events', () => {
    expect(isErrorEvent({ choices: [], error: null })).toBe(false);
  });
});
