import { describe, expect, it } from 'vitest';
import {
  createProviderError,
  isAuthenticationError,
  isBadRequestError,
  isConnectionError,
  isContentFilterError,
  isContextLengthError,
  isInvalidResponseError,
  isModelNotFoundError,
  isOverloadedError,
  isPrefillRefusedError,
  isProtocolError,
  isProviderError,
  isProviderTimeoutError,
  isQuotaExhaustedError,
  isRateLimitError,
  isServerError,
  isStreamCutError,
  type ProviderErrorKind,
  ProviderTimeoutError,
  providerErrorKinds,
} from '../../index.ts';

/** Imported from the index: adapters outside the package need each of them. */
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
  it.each(providerErrorKinds)('an error of kind %s knows its kind and carries its facts', (kind) => {
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

  it.each(providerErrorKinds)('the guard of %s knows its own kind and no other', (kind) => {
    for (const other of providerErrorKinds) {
      const error = createProviderError(other, { providerId: 'acme', message: 'It failed.' });
      expect(guards[kind](error)).toBe(other === kind);
    }
    expect(guards[kind](new Error('other'))).toBe(false);
    expect(isProviderError(new Error('other'))).toBe(false);
  });

  it('a timeout names its clock', () => {
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

  it('is cut where it has megabytes', () => {
    const words = 'w'.repeat(5_000_000);
    const error = createProviderError('server-error', { providerId: 'acme', message: words, rawCode: words });
    expect(error.message).toHaveLength(2_001);
    expect(error.rawCode).toHaveLength(201);
  });
});
