import { describe, expect, test } from 'vitest';
import type { RateLimits } from '../access/viewer.ts';
import type { Admitted, RateLimiter, RateRefusal } from '../generation/rate-limiter.ts';

const none: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };

/** A limiter with a clock that the test controls. */
export type TimedLimiter = { limiter: RateLimiter; advance(ms: number): void };

/** The tests of every implementation of `RateLimiter`. */
export function describeRateLimiter(name: string, open: () => TimedLimiter): void {
  const admitted = (answer: Admitted | RateRefusal): Admitted =>
    answer.type === 'admitted' ? answer : expect.fail(`Refused: ${JSON.stringify(answer)}`);

  async function admitAll(limiter: RateLimiter, count: number, limits: RateLimits, tokens = 0, apiKeyId = 'k') {
    const answers = await Promise.all(Array.from({ length: count }, () => limiter.admit({ apiKeyId, limits, tokens })));
    return { answers, admitted: answers.filter(({ type }) => type === 'admitted').map(admitted) };
  }

  describe(`a rate limiter ${name}`, () => {
    test('admits the requests of one minute in a burst, and refuses further requests', async () => {
      const { limiter, advance } = open();
      const limits = { ...none, requestsPerMinute: 100 };
      const first = await admitAll(limiter, 300, limits);
      expect(first.admitted).toHaveLength(100);
      expect(first.answers.at(-1)).toEqual({
        type: 'refused',
        limit: 'requestsPerMinute',
        allowed: 100,
        retryAfterMs: 600,
      });
      advance(600);
      expect((await admitAll(limiter, 5, limits)).admitted).toHaveLength(1);
      advance(60_000);
      expect((await admitAll(limiter, 300, limits)).admitted).toHaveLength(100);
    });

    test('reserves the estimated tokens, and corrects them to the actual use', async () => {
      const { limiter } = open();
      const limits = { ...none, tokensPerMinute: 1_000 };
      const first = await admitAll(limiter, 5, limits, 400);
      expect(first.admitted).toHaveLength(2);
      expect(limiter.status('k', limits).tokens).toMatchObject({ limit: 1_000, remaining: 200 });
      for (const { settle } of first.admitted) {
        settle(50);
        settle(0);
      }
      expect(limiter.status('k', limits).tokens).toMatchObject({ remaining: 900 });
      expect((await admitAll(limiter, 5, limits, 400)).admitted).toHaveLength(2);
    });

    test('charges a use beyond the estimate to the next minute', async () => {
      const { limiter, advance } = open();
      const limits = { ...none, tokensPerMinute: 600 };
      const [only] = (await admitAll(limiter, 1, limits, 100)).admitted;
      only?.settle(900);
      const answer = await limiter.admit({ apiKeyId: 'k', limits, tokens: 1 });
      expect(answer).toMatchObject({ type: 'refused', limit: 'tokensPerMinute', retryAfterMs: 30_100 });
      advance(30_100);
      expect((await admitAll(limiter, 1, limits, 1)).admitted).toHaveLength(1);
    });

    test('keeps the number of running generations exactly', async () => {
      const { limiter } = open();
      const limits = { ...none, concurrency: 3 };
      const first = await admitAll(limiter, 20, limits);
      expect(first.admitted).toHaveLength(3);
      expect(first.answers.at(-1)).toMatchObject({ limit: 'concurrency', allowed: 3 });
      first.admitted[0]?.settle(0);
      first.admitted[0]?.settle(0);
      expect((await admitAll(limiter, 20, limits)).admitted).toHaveLength(1);
    });

    test('charges nothing for a refused request', async () => {
      const { limiter } = open();
      const limits = { requestsPerMinute: 10, tokensPerMinute: 1_000, concurrency: 1 };
      const first = await admitAll(limiter, 10, limits, 100);
      expect(first.admitted).toHaveLength(1);
      const { requests, tokens } = limiter.status('k', limits);
      expect([requests?.remaining, tokens?.remaining]).toEqual([9, 900]);
    });

    test('counts each key separately, and ignores a key without limits', async () => {
      const { limiter } = open();
      const limits = { ...none, requestsPerMinute: 1 };
      expect((await admitAll(limiter, 2, limits, 0, 'a')).admitted).toHaveLength(1);
      expect((await admitAll(limiter, 2, limits, 0, 'b')).admitted).toHaveLength(1);
      expect((await admitAll(limiter, 50, none, 1_000_000, 'c')).admitted).toHaveLength(50);
      expect(limiter.status('c', none)).toEqual({ requests: null, tokens: null });
    });

    test('applies a changed limit: a new limit starts full, a lower limit applies immediately', async () => {
      const { limiter } = open();
      await admitAll(limiter, 5, none);
      expect((await admitAll(limiter, 20, { ...none, requestsPerMinute: 10 })).admitted).toHaveLength(10);
      const { limiter: other } = open();
      await admitAll(other, 1, { ...none, requestsPerMinute: 100 });
      expect((await admitAll(other, 20, { ...none, requestsPerMinute: 5 })).admitted).toHaveLength(5);
    });
  });
}
