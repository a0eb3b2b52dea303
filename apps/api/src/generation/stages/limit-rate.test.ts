import { describe, expect, it, vi } from 'vitest';
import type { RateLimits } from '../../access/viewer.ts';
import { MemoryRateLimiter } from '../../rate-limits/memory-rate-limiter.ts';
import { plainRequest } from '../../testing/plain-request.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import type { LiveGeneration } from '../live-generation.ts';
import { limitRate } from './limit-rate.ts';
import type { Recalled } from './stage.ts';

const none: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };

function planned(limits: RateLimits | null, maxOutputTokens: number | null = 20): Recalled {
  const { caller, ...request } = plainRequest('Hello', { maxOutputTokens });
  const { plan } = sampleGeneration();
  return {
    ...askedFor({ ...request, caller: { ...caller, apiKeyId: 'k', limits } }),
    planned: { plan, inputTokens: 80 },
    account: null,
    remainders: null,
    planAgain: () => ({ plan, inputTokens: 80 }),
    caching: null,
  };
}

function open() {
  const rateLimiter = new MemoryRateLimiter(() => 0);
  const tools = fakeStageTools({ rateLimiter });
  const left = (limits: RateLimits) => rateLimiter.status('k', limits);
  return { tools, left };
}

/** A generation that has used 30 tokens. */
const live = { snapshot: () => ({ tokens: { ...sampleGeneration().tokens, ...used } }) } as unknown as LiveGeneration;
const used = { inputTokens: 20, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 10, reasoningTokens: 0 };

describe('the stage limit-rate', () => {
  it('counts prompt and answer while the generation runs, and the used tokens after it', async () => {
    const { tools, left } = open();
    const limits = { ...none, tokensPerMinute: 1_000 };
    const during: unknown[] = [];
    await limitRate(
      planned(limits),
      async (state) => {
        state.started(live);
        during.push(left(limits).tokens?.remaining);
      },
      tools,
    );
    expect([...during, left(limits).tokens?.remaining]).toEqual([900, 970]);
  });

  it('expects the usual answer of the task if the request has no limit', async () => {
    const { tools, left } = open();
    const limits = { ...none, tokensPerMinute: 1_000 };
    const during: unknown[] = [];
    await limitRate(planned(limits, null), async () => void during.push(left(limits).tokens?.remaining), tools);
    expect(during).toEqual([1_000 - 80 - 400]);
  });

  it('returns everything except the request if a later stage refuses it', async () => {
    const { tools, left } = open();
    const limits = { requestsPerMinute: 5, tokensPerMinute: 1_000, concurrency: 1 };
    const refuse = async (): Promise<void> => {
      throw new Error('No budget.');
    };
    await expect(limitRate(planned(limits), refuse, tools)).rejects.toThrow('No budget.');
    await expect(limitRate(planned(limits), refuse, tools)).rejects.toThrow('No budget.');
    expect(left(limits)).toMatchObject({ requests: { remaining: 3 }, tokens: { remaining: 1_000 } });
  });

  it('refuses with the limit and the time to wait', async () => {
    const { tools } = open();
    const limits = { ...none, requestsPerMinute: 60 };
    for (let n = 0; n < 60; n++) await limitRate(planned(limits), async () => {}, tools);
    const next = vi.fn(async () => {});
    await expect(limitRate(planned(limits), next, tools)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: 'This key may use 60 requests a minute and has reached this limit: try again in 1 s.',
      details: { limit: 'requestsPerMinute', allowed: 60, retryAfterMs: 1_000 },
      headers: { 'retry-after': '1' },
    });
    expect(next).not.toHaveBeenCalled();
  });

  it('takes nothing for a key without limits, and for a plan without candidates', async () => {
    const { tools, left } = open();
    const limits = { ...none, requestsPerMinute: 1 };
    for (let n = 0; n < 5; n++) await limitRate(planned(null), async () => {}, tools);
    const state = planned(limits);
    const unservable = { ...state, planned: { ...state.planned, plan: { ...state.planned.plan, candidates: [] } } };
    for (let n = 0; n < 5; n++) await limitRate(unservable, async () => {}, tools);
    expect(left(limits).requests?.remaining).toBe(1);
  });
});
