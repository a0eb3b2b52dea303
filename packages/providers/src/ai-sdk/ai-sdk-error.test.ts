import { APICallError, JSONParseError, LoadAPIKeyError, NoSuchModelError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { RateLimitError } from '../contract/errors/rate-limit-error.ts';
import { type AiSdkErrorContext, isUnreadableEvent, toProviderError } from './ai-sdk-error.ts';

const context: AiSdkErrorContext = {
  providerId: 'bridged',
  model: 'm',
  secrets: ['topsecret'],
  hasPrefill: false,
  hasBegun: () => false,
  network: { providerId: 'bridged', origin: 'https://acme.example', connectTimeoutMs: 100 },
  readFailure: null,
};

const refusal = (statusCode: number, message: string, responseHeaders: Record<string, string> = {}): APICallError =>
  new APICallError({ message, url: 'https://acme.example', requestBodyValues: {}, statusCode, responseHeaders });

const reset = Object.assign(new TypeError('fetch failed'), {
  cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
});

describe('toProviderError', () => {
  it.each([
    [429, 'slow down', 'rate-limit'],
    [400, 'Input is too long for requested model.', 'context-length'],
    [403, 'not yours', 'authentication'],
    [404, 'no such model', 'model-not-found'],
    [424, 'the model broke', 'server-error'],
    [500, 'oops', 'server-error'],
    [503, 'busy', 'overloaded'],
  ] as const)('%i %s', (status, message, kind) => {
    expect(toProviderError(refusal(status, message), context)).toMatchObject({ kind, status });
  });

  it('reads the wait and the code of AWS', () => {
    const headers = { 'Retry-After': '2', 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/' };
    expect(toProviderError(refusal(429, 'slow', headers), context)).toMatchObject({
      retryAfterMs: 2000,
      rawCode: 'ThrottlingException',
    });
  });

  it('passes a refusal to the reader of its provider', () => {
    const known = new RateLimitError({ providerId: 'bridged', message: 'known' });
    const error = new APICallError({
      message: 'x',
      url: '',
      requestBodyValues: {},
      statusCode: 400,
      responseBody: '{}',
    });
    expect(toProviderError(error, { ...context, readFailure: () => known })).toBe(known);
    expect(toProviderError(known, context)).toBe(known);
  });

  it.each([
    [new LoadAPIKeyError({ message: 'no key' }), 'authentication'],
    [new NoSuchModelError({ modelId: 'x', modelType: 'languageModel' }), 'model-not-found'],
    [reset, 'connection'],
    [{ message: 'the model is overloaded', type: 'overloaded' }, 'overloaded'],
    ['prompt is too long', 'context-length'],
    [new Error('anything'), 'server-error'],
    [{ statusCode: 429, message: 'in the middle', type: 'throttlingException' }, 'rate-limit'],
  ] as const)('tells %s', (thrown, kind) => {
    expect(toProviderError(thrown, context)).toMatchObject({ kind, providerId: 'bridged' });
  });

  it('treats a broken connection as a cut answer after its beginning', () => {
    expect(toProviderError(reset, { ...context, hasBegun: () => true }).kind).toBe('stream-cut');
    const underWay = new APICallError({ message: 'x', url: '', requestBodyValues: {}, statusCode: 200, cause: reset });
    expect(toProviderError(underWay, context).kind).toBe('stream-cut');
  });

  it('never shows the key', () => {
    expect(toProviderError(new Error('key topsecret is wrong'), context).message).not.toContain('topsecret');
  });
});

it('isUnreadableEvent detects events that the AI SDK could not parse', () => {
  expect(isUnreadableEvent(new JSONParseError({ text: '{', cause: null }))).toBe(true);
  expect(isUnreadableEvent(new Error('x'))).toBe(false);
});
