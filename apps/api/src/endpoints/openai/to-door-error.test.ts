import type { HealthView } from '@penstock/router';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../generation/generation.ts';
import { GenerationError } from '../../generation/generation-error.ts';
import { InputError } from '../../generation/input/input-error.ts';
import { BodyError } from '../../http/read-json-body.ts';
import { FakeHealth } from '../../testing/fake-services.ts';
import { sampleAttempt, sampleGeneration } from '../../testing/sample-generation.ts';
import { toDoorError, toFailure } from './to-door-error.ts';

const health = new FakeHealth();
health.set('a/tired', { retryAtMs: Date.now() + 20_000 });
health.set('a/weary', { retryAtMs: Date.now() + 60_000 });

const logged: string[] = [];
const log = { error: (facts: Record<string, unknown>) => logged.push(String(facts.err)) };
const translate = (thrown: unknown, view: HealthView = health) => toDoorError(thrown, log, view);

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
    const error = toFailure(generation, health);
    expect(error).toMatchObject({ status, type, code, message: 'It failed.' });
    expect(error.headers['x-penstock-generation-id']).toBe(generation.id);
  });

  test('by rate limits alone is 429, with the time of the first that may be asked again', () => {
    const { status, headers } = toFailure(failed('ALL_MODELS_FAILED', ['rate-limit', 'rate-limit']), health);
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(17);
    expect(toFailure(failed('ALL_MODELS_FAILED', ['rate-limit', 'server-error']), health).status).toBe(502);
  });

  test('by cancellation is told as that', () => {
    expect(toFailure(sampleGeneration({ status: 'CANCELLED', failure: null }), health)).toMatchObject({ status: 499 });
  });
});

describe('a request for which nobody is left', () => {
  const refused = (...exclusions: { model: string; rule: string }[]) =>
    translate(new GenerationError('NO_MODEL_AVAILABLE', 'Nobody.', { exclusions }));

  test('for the time being says when to come back', () => {
    const error = refused({ model: 'a/weary', rule: 'breaker' }, { model: 'a/tired', rule: 'unavailable' });
    expect(error).toMatchObject({ status: 503, code: 'no_model_available' });
    expect(Number(error.headers['retry-after'])).toBeLessThanOrEqual(20);
  });

  test('for good asks not to be tried again', () => {
    expect(refused({ model: 'a/b', rule: 'cost-limit' }).headers).toEqual({ 'x-should-retry': 'false' });
  });

  test('for its length is OpenAI’s error for that, whatever else keeps other models out', () => {
    const long = { model: 'a/b', rule: 'context-window' };
    expect(refused(long, { model: 'a/c', rule: 'not-configured' })).toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
    });
    expect(refused(long, { model: 'a/tired', rule: 'breaker' }).status).toBe(503);
  });

  test('for its budget is 402', () => {
    expect(refused({ model: 'a/b', rule: 'budget' })).toMatchObject({ status: 402, code: 'budget_exceeded' });
  });
});

test('a wrong field is named, and a wrong body is not', () => {
  expect(translate(new InputError('stop[1]', 'is empty'))).toMatchObject({
    status: 400,
    param: 'stop[1]',
    message: 'stop[1] is empty.',
  });
  expect(translate(new BodyError(400, 'The body broke off.'))).toMatchObject({ status: 400, param: null });
  expect(translate(new BodyError(413, 'Too large.'))).toMatchObject({ status: 413, headers: { connection: 'close' } });
});

test('what nobody expected goes to the log, and only its reference to the client', () => {
  const error = translate(new Error('password=secret'));
  expect(error).toMatchObject({ status: 500, code: 'internal_error' });
  expect(error.toText()).not.toContain('secret');
  expect(logged).toEqual(['Error: password=secret']);
});
