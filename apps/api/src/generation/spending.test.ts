import { expect, it } from 'vitest';
import { plainRequest } from '../testing/plain-request.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { spendingLimits } from './spending.ts';

const rules = sampleRules(`models: { openai: { gpt-4o-mini: { quality: 0.7 } } }
cost_controls: { per_request_limit: 0.5 }
`);

it.each([
  [{}, 0.5],
  [{ costLimitUsd: 0.4 }, 0.4],
  [{ costLimitUsd: 0.4, budgetRemainingUsd: 0.3 }, 0.3],
  [{ budgetRemainingUsd: 2 }, 0.5],
])('a request that says %j may cost %d dollars under a policy of half a dollar', (changes, limitUsd) => {
  expect(spendingLimits(plainRequest('x', changes), rules).costLimitUsd).toBe(limitUsd);
});

it('a request without a limit has none, and an embedding holds one token of output', () => {
  const request = plainRequest('x', { maxOutputTokens: 40 });
  expect(spendingLimits(request, sampleRules())).toMatchObject({ costLimitUsd: null, maxOutputTokens: 40 });
  const call = { type: 'embedding', texts: ['a'], dimensions: null, purpose: null } as const;
  expect(spendingLimits({ ...request, call }, sampleRules()).maxOutputTokens).toBe(1);
});
