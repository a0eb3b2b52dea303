import { describe, expect, it } from 'vitest';
import { isContextLengthError } from './context-length-error.ts';
import { createProviderError, providerErrorKinds } from './create-provider-error.ts';
import { isProviderError } from './provider-error.ts';
import { isProviderTimeoutError, ProviderTimeoutError } from './provider-timeout-error.ts';
import { isRateLimitError } from './rate-limit-error.ts';

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

  it('what is not known is null', () => {
    const error = createProviderError('connection', { providerId: 'acme', message: 'It failed.' });
    expect(error).toMatchObject({ status: null, retryAfterMs: null, rawCode: null });
  });

  it('guards tell the kinds apart', () => {
    const error = createProviderError('rate-limit', { providerId: 'acme', message: 'Slow down.' });
    expect(isRateLimitError(error)).toBe(true);
    expect(isContextLengthError(error)).toBe(false);
    expect(isProviderError(new Error('other'))).toBe(false);
  });

  it('a timeout names its clock', () => {
    const error = new ProviderTimeoutError({ providerId: 'acme', message: 'Late.', clock: 'idle', limitMs: 15_000 });
    expect(isProviderTimeoutError(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'timeout', clock: 'idle', limitMs: 15_000 });
  });
});
