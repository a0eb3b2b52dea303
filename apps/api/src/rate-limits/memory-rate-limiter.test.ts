import { expect, test } from 'vitest';
import { describeRateLimiter } from '../testing/describe-rate-limiter.ts';
import { MemoryRateLimiter } from './memory-rate-limiter.ts';

function open() {
  let nowMs = 0;
  const limiter = new MemoryRateLimiter(() => nowMs);
  return {
    limiter,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

describeRateLimiter('in memory', open);

test('forgets unused keys if there are many, but no key that is in use or in debt', async () => {
  const { limiter, advance } = open();
  const limits = { requestsPerMinute: 1, tokensPerMinute: 60, concurrency: 1 };
  const admit = async (apiKeyId: string, tokens: number) => {
    const answer = await limiter.admit({ apiKeyId, limits, tokens });
    return answer.type === 'admitted' ? answer : expect.fail(apiKeyId);
  };
  await admit('running', 1);
  (await admit('in-debt', 1)).settle(10_000);
  for (let key = 0; key < 10_100; key++) {
    (await admit(`k${key}`, 1)).settle(1);
    if (key === 9_000) advance(60_000);
  }
  expect(limiter.size).toBeLessThan(2_000);
  expect(await limiter.admit({ apiKeyId: 'running', limits, tokens: 1 })).toMatchObject({ limit: 'concurrency' });
  expect(await limiter.admit({ apiKeyId: 'in-debt', limits, tokens: 1 })).toMatchObject({ limit: 'tokensPerMinute' });
});
