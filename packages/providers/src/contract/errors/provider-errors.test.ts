import { describe, expect, it } from 'vitest';
import { isAuthenticationError } from './authentication-error.ts';
import { isBadRequestError } from './bad-request-error.ts';
import { isConnectionError } from './connection-error.ts';
import { isContentFilterError } from './content-filter-error.ts';
import { isContextLengthError } from './context-length-error.ts';
import { createProviderError, providerErrorKinds } from './create-provider-error.ts';
import { isInvalidResponseError } from './invalid-response-error.ts';
import { isModelNotFoundError } from './model-not-found-error.ts';
import { isOverloadedError } from './overloaded-error.ts';
import { isPrefillRefusedError } from './prefill-refused-error.ts';
import { isProtocolError } from './protocol-error.ts';
import { isProviderError, type ProviderErrorKind } from './provider-error.ts';
import { isProviderTimeoutError, ProviderTimeoutError } from './provider-timeout-error.ts';
import { isQuotaExhaustedError } from './quota-exhausted-error.ts';
import { isRateLimitError } from './rate-limit-error.ts';
import { isServerError } from './server-error.ts';
import { isStreamCutError } from './stream-cut-error.ts';

const guards: Readonly<Record<ProviderErrorKind, (error: unknown) => boolean>> = {
  authentication: isAuthenticationError,
  'bad-request': isBadRequestError,
  connection: isConnectionError,
  'content-filter': isContentFilterError,
  'context-length': isContextLengthError,
  'model-not-found': isModelNotFoundError,
  overloaded: isOverloadedError,
  'prefill-refused': isPrefillRefusedError,
  'invalid-response': isInvalidResponseError,
  protocol: isProtocolError,
  timeout: isProviderTimeoutError,
  'quota-exhausted': isQuotaExhaustedError,
  'rate-limit': isRateLimitError,
  'server-error': isServerError,
  'stream-cut': isStreamCutError,
};

describe('provider errors', () => {
  it.each(providerErrorKinds)('an error of kind %s has its kind and its facts', (kind) => {
    const cause = new Error('below');
    const error = createProviderError(kind, {
      providerId: 'acme',
      message: 'It failed.',
      status: 418,
      retryAfterMs: 2000,
      rawCode: 'teapot',
      cause,
    });
    expect(isProviderError(error)).toBe(true);
    expect(error).toMatchObject({ kind, providerId: 'acme', message: 'It failed.', status: 418, retryAfterMs: 2000 });
    expect(error).toMatchObject({ rawCode: 'teapot', cause });
    expect(error.name).toMatch(/^[A-Z]\w+Error$/);
  });

  it('unknown facts are null', () => {
    const error = createProviderError('connection', { providerId: 'acme', message: 'It failed.' });
    expect(error).toMatchObject({ status: null, retryAfterMs: null, rawCode: null });
  });

  it.each(providerErrorKinds)('the guard of %s accepts only its own kind', (kind) => {
    for (const other of providerErrorKinds) {
      const error = createProviderError(other, { providerId: 'acme', message: 'It failed.' });
      expect(guards[kind](error)).toBe(other === kind);
    }
    expect(guards[kind](new Error('other'))).toBe(false);
    expect(isProviderError(new Error('other'))).toBe(false);
  });

  it('a timeout has the name of its limit', () => {
    const error = new ProviderTimeoutError({ providerId: 'acme', message: 'Late.', clock: 'idle', limitMs: 15_000 });
    expect(isProviderTimeoutError(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'timeout', clock: 'idle', limitMs: 15_000 });
  });
});

describe('the message of a provider', () => {
  it.each([
    [1e12, 86_400_000],
    [Number.POSITIVE_INFINITY, 86_400_000],
    [Date.UTC(9999, 1, 1), 86_400_000],
    [-5, 0],
    [Number.NaN, null],
    [null, null],
    [2_000, 2_000],
  ])('a Retry-After of %s ms becomes %s', (retryAfterMs, expected) => {
    const facts = { providerId: 'acme', message: 'Too many.', retryAfterMs };
    expect(createProviderError('rate-limit', facts).retryAfterMs).toBe(expected);
  });

  it('is cut if it has megabytes', () => {
    const words = 'w'.repeat(5_000_000);
    const error = createProviderError('server-error', { providerId: 'acme', message: words, rawCode: words });
    expect(error.message).toHaveLength(2_001);
    expect(error.rawCode).toHaveLength(201);
  });
});
