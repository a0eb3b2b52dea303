import { ProviderTimeoutError, RateLimitError } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { contentFiltered, failureFrom } from './failure.ts';

describe('failureFrom', () => {
  it('reads kind, message and Retry-After of a provider', () => {
    const limited = new RateLimitError({ providerId: 'a', message: 'Slow down.', retryAfterMs: 900 });
    expect(failureFrom(limited)).toEqual({ kind: 'rate-limit', message: 'Slow down.', retryAfterMs: 900, clock: null });
  });

  it('reads which timeout was reached', () => {
    const late = new ProviderTimeoutError({ providerId: 'a', message: 'Late.', clock: 'connect', limitMs: 3_000 });
    expect(failureFrom(late)).toMatchObject({ kind: 'timeout', clock: 'connect' });
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['odd', 'odd'],
  ])('treats %s as a fault of the adapter', (thrown, words) => {
    expect(failureFrom(thrown)).toMatchObject({ kind: 'protocol', message: `The adapter failed: ${words}` });
  });
});

describe('contentFiltered', () => {
  it('quotes the word of the provider, if there is one', () => {
    expect(contentFiltered('a/one', 'SAFETY').message).toBe('a/one cut its answer because of its content (SAFETY).');
    expect(contentFiltered('a/one', null).message).toBe(
      'a/one cut its answer because of its content (content-filter).',
    );
  });
});
