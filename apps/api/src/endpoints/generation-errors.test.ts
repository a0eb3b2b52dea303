import { describe, expect, test } from 'vitest';
import { ServiceError } from '../errors/service-error.ts';
import type { FailureCode } from '../generation/generation.ts';
import { createFakeServices, FakeHealth } from '../testing/fake-services.ts';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { explainRefusal, toFailure } from './generation-errors.ts';
import { toOpenaiErrorResponse } from './openai/error-response.ts';

const health = new FakeHealth();
health.set('a/tired', { retryAtMs: Date.now() + 20_000 });
health.set('a/weary', { retryAtMs: Date.now() + 60_000 });
const tools = { ...createFakeServices(), health };

/** An error as clients of OpenAI's protocol see it. */
function shown(error: ServiceError) {
  const { status, body } = toOpenaiErrorResponse(error, 'r1') as {
    status: number;
    body: { error: { message: string; type: string; param: string | null; code: string | null } };
  };
  return { status, ...body.error, headers: error.headers };
}

function failed(code: FailureCode, kinds: readonly ('rate-limit' | 'server-error')[] = ['server-error']) {
  const attempts = kinds.map((errorKind) => sampleAttempt({ modelId: 'a/tired', outcome: 'failed', errorKind }));
  return sampleGeneration({ status: 'FAILED', failure: { code, message: 'It failed.' }, attempts });
}

describe('the end of a generation', () => {
  test.each([
    ['BAD_USER_INPUT', 400, 'invalid_request_error', null],
    ['CONTENT_FILTERED', 400, 'invalid_request_error', 'content_filter'],
    ['CONTEXT_LENGTH_EXCEEDED', 400, 'invalid_request_error', 'context_length_exceeded'],
    ['BUDGET_EXCEEDED', 402, 'insufficient_quota', 'budget_exceeded'],
    ['NO_MODEL_AVAILABLE', 503, 'server_error', 'no_model_available'],
    ['ALL_MODELS_FAILED', 502, 'server_error', 'all_models_failed'],
    ['INVALID_RESPONSE', 502, 'server_error', 'invalid_response'],
    ['CANCELLED', 499, 'server_error', 'cancelled'],
    ['INTERNAL', 500, 'server_error', 'internal_error'],
  ] as const)('as %s is %i', (failure, status, type, code) => {
    const generation = failed(failure);
    const error = shown(toFailure(generation, tools));
    expect(error).toMatchObject({ status, type, code, message: 'It failed.' });
    expect(error.headers['x-penstock-generation-id']).toBe(generation.id);
  });

  test('by rate limits only is 429, with the earliest time of a retry', () => {
    const { status, headers } = shown(toFailure(failed('ALL_MODELS_FAILED', ['rate-limit', 'rate-limit']), tools));
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(17);
    expect(shown(toFailure(failed('ALL_MODELS_FAILED', ['rate-limit', 'server-error']), tools)).status).toBe(502);
  });

  test('after several attempts tells the client not to retry', () => {
    const retried = (code: FailureCode, ...kinds: ('rate-limit' | 'server-error')[]) =>
      shown(toFailure(failed(code, kinds), tools)).headers['x-should-retry'];
    expect(retried('ALL_MODELS_FAILED', 'server-error', 'rate-limit')).toBe('false');
    expect(retried('ALL_MODELS_FAILED', 'server-error')).toBeUndefined();
    expect(retried('ALL_MODELS_FAILED', 'rate-limit', 'rate-limit')).toBeUndefined();
    expect(retried('CONTENT_FILTERED', 'server-error', 'server-error')).toBeUndefined();
  });

  test('by a long prompt has the message that clients look for', () => {
    const failure = { code: 'CONTEXT_LENGTH_EXCEEDED' as const, message: 'prompt is too long: 210000 tokens > 200000' };
    expect(shown(toFailure(sampleGeneration({ status: 'FAILED', failure }), tools))).toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      message: expect.stringContaining('maximum context length is 200000 tokens. However, you requested 210000 tokens'),
    });
  });

  test('by a rate limit stays 429 if further calls were skipped, and counts only real calls', () => {
    const generation = failed('ALL_MODELS_FAILED', ['rate-limit']);
    const held = sampleAttempt({ modelId: 'a/tired', outcome: 'skipped', errorKind: 'rate-limit' });
    const refused = { ...held, errorKind: null };
    for (const skipped of [[held], [refused], [held, refused, held]]) {
      const attempts = [...generation.attempts, ...skipped];
      const { status, headers } = shown(toFailure({ ...generation, attempts }, tools));
      expect(status).toBe(429);
      expect(headers['x-penstock-attempts']).toBe('1');
      expect(Number(headers['retry-after'])).toBeGreaterThan(17);
    }
    expect(shown(toFailure({ ...generation, attempts: [held] }, tools)).headers['x-penstock-attempts']).toBe('0');
    expect(shown(toFailure({ ...generation, attempts: [refused] }, tools)).status).toBe(502);
  });

  test('by cancellation is reported as a cancellation', () => {
    const generation = sampleGeneration({ status: 'CANCELLED', failure: null });
    expect(shown(toFailure(generation, tools))).toMatchObject({ status: 499 });
  });
});

function explained(error: ServiceError, model: string | null = null) {
  const routing = { model, chain: 'quick', preferredModel: null, fallbackModels: ['a/b', 'a/c'] };
  return shown(explainRefusal(error, { routing }, health) as ServiceError);
}

describe('a request with no available model', () => {
  const refused = (...exclusions: { model: string; rule: string }[]) =>
    explained(new ServiceError('NO_MODEL_AVAILABLE', 'No model is left.', { details: { exclusions } }));

  test('for a limited time says when to retry', () => {
    const error = refused({ model: 'a/weary', rule: 'breaker' }, { model: 'a/tired', rule: 'unavailable' });
    expect(error).toMatchObject({ status: 503, code: 'no_model_available' });
    expect(Number(error.headers['retry-after'])).toBeLessThanOrEqual(20);
  });

  test('because of rate limits only is 429', () => {
    const limited = new FakeHealth();
    limited.set('a/tired', { retryAtMs: Date.now() + 20_000, isRateLimited: true });
    const exclusions = [{ model: 'a/tired', rule: 'breaker' }];
    const error = new ServiceError('NO_MODEL_AVAILABLE', 'No model is left.', { details: { exclusions } });
    const routing = { model: 'a/tired', chain: null, preferredModel: null, fallbackModels: [] };
    expect(shown(explainRefusal(error, { routing }, limited) as ServiceError)).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      headers: { 'retry-after': '20' },
    });
  });

  test('for a permanent reason tells the client not to retry', () => {
    expect(refused({ model: 'a/b', rule: 'cost-limit' }).headers).toEqual({ 'x-should-retry': 'false' });
  });

  test('because of its length gets OpenAI’s error for that', () => {
    expect(explained(new ServiceError('CONTEXT_LENGTH_EXCEEDED', 'Too long.'))).toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
      message: 'Too long.',
    });
  });

  test('because of its budget is 402', () => {
    expect(refused({ model: 'a/b', rule: 'budget' })).toMatchObject({ status: 402, code: 'budget_exceeded' });
  });
});

describe('an unknown model name', () => {
  const unknown = (name: string, model: string | null = null) =>
    explained(new ServiceError('BAD_USER_INPUT', `'${name}' is unknown`, { details: { name } }), model);

  test.each([
    ['a/x', 404, 'model_not_found', 'model'],
    ['a/c', 404, 'model_not_found', 'fallback_models[1]'],
    ['quick', 400, null, 'chain'],
  ])('%s is named with its field', (name, status, code, param) => {
    expect(unknown(name, 'a/x')).toMatchObject({ status, code, param, type: 'invalid_request_error' });
    expect(unknown(name, 'a/x').message).toBe(`${param} cannot be served: '${name}' is unknown.`);
  });
});

test('an error of a generation keeps its headers', () => {
  const routing = { model: null, chain: null, preferredModel: null, fallbackModels: [] };
  for (const code of ['CONTEXT_LENGTH_EXCEEDED', 'NO_MODEL_AVAILABLE'] as const) {
    const error = toFailure(failed(code), tools);
    expect(explainRefusal(error, { routing }, health)).toBe(error);
  }
});

test('any other error stays unchanged', () => {
  const other = new Error('broken');
  const routing = { model: null, chain: null, preferredModel: null, fallbackModels: [] };
  expect(explainRefusal(other, { routing }, health)).toBe(other);
  const conflict = new ServiceError('CONFLICT', 'It was changed.');
  expect(explainRefusal(conflict, { routing }, health)).toBe(conflict);
});
