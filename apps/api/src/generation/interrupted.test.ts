import { describe, expect, it } from 'vitest';
import { plainRequest } from '../testing/plain-request.ts';
import { sampleModel } from '../testing/sample-catalog.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import type { RunningCall } from './generation.ts';
import { estimateCall } from './interrupted.ts';
import { LiveGeneration } from './live-generation.ts';
import { settleInterrupted } from './settle-attempt.ts';

const { plan } = sampleGeneration();
const [candidate] = plan.candidates;
if (candidate === undefined) throw new Error('The sample has a candidate.');
const price = (usdPerMTok: number) => ({ usdPerMTok, tiers: [] });
const model = {
  ...sampleModel(candidate.modelId),
  maxOutputTokens: 1_000,
  expectedLatency: { firstTokenMs: 400, tokensPerSecond: 50 },
  price: {
    input: price(1),
    cachedInput: price(1),
    cacheWrite: price(1),
    cacheWriteHour: price(1),
    output: price(10),
    reasoning: price(10),
    requestUsd: 0,
    source: 'policy',
  },
};
const call: RunningCall = {
  number: 2,
  modelId: model.id,
  deploymentId: 'default',
  providerId: 'openai',
  startedAtMs: 1_000,
  latencyMs: 2_100,
  firstTokenMs: 100,
  producedBytes: 400,
  prefillBytes: 0,
};
const basis = { model, baseline: undefined, inputTokens: 80, maxOutputTokens: null, reportMs: 5_000 };

describe('the estimate of a call whose end was not seen', () => {
  it('has the prompt, the reported part of the answer, and the expected growth since then', () => {
    const settled = estimateCall(call, basis);
    // 400 bytes in two seconds, at four bytes a token, and two and a half seconds more at that pace.
    expect(settled).toMatchObject({
      outcome: 'interrupted',
      errorKind: 'interrupted',
      isEstimated: true,
      number: 2,
      providerId: 'openai',
      tokens: { inputTokens: 80, outputTokens: 100 + 125 },
    });
    expect(settled.cost?.totalUsd).toBeCloseTo((80 * 1 + 225 * 10) / 1_000_000, 12);
  });

  it('uses the usual pace of the model before the first token', () => {
    const silent = { ...call, producedBytes: 0, firstTokenMs: null };
    // After the usual 400 ms: 2.1 of the 2.5 seconds.
    expect(estimateCall({ ...silent, latencyMs: 0 }, basis).tokens.outputTokens).toBe(105);
    expect(estimateCall({ ...silent, latencyMs: 4_000 }, basis).tokens.outputTokens).toBe(125);
    expect(estimateCall({ ...silent, latencyMs: 0 }, { ...basis, reportMs: 250 }).tokens.outputTokens).toBe(1);
  });

  it('stays within the output limit', () => {
    expect(estimateCall({ ...call, producedBytes: 40_000 }, basis).tokens.outputTokens).toBe(1_000);
    expect(estimateCall(call, { ...basis, maxOutputTokens: 60 }).tokens.outputTokens).toBe(60);
  });

  it('counts the answer that was sent with the call as prompt', () => {
    expect(estimateCall({ ...call, prefillBytes: 40 }, basis).tokens.inputTokens).toBe(90);
  });

  it('has no price if the model has left the catalog', () => {
    expect(estimateCall(call, { ...basis, model: undefined }).cost).toBeNull();
  });
});

describe('a running generation', () => {
  const rules = sampleRules();
  const begin = () =>
    new LiveGeneration({
      id: '01a1fc0d-639c-7659-a51f-3cc80b0a1f91',
      request: plainRequest('Hello'),
      plan,
      inputTokens: 80,
      rules,
      spending: null,
      nowMs: 1_000,
      elapsedMs: 0,
    });
  const read = (live: LiveGeneration, elapsedMs: number) => {
    const calls: RunningCall[] = [];
    const generation = live.progress.asInterrupted((each) => {
      calls.push(each);
      return settleInterrupted(each, { inputTokens: 1, outputTokens: 1 }, model, undefined);
    }, elapsedMs);
    return { generation, call: calls[0] };
  };

  it('has the bytes of its running call', () => {
    const live = begin();
    expect(read(live, 10).generation).toMatchObject({ attempts: [], cost: { totalUsd: 0 } });
    live.progress.beginCall({ number: 1, modelId: model.id, deploymentId: 'default', providerId: 'openai' }, 100);
    live.publish({ type: 'text-delta', text: 'Grüße' }, 300);
    live.publish({ type: 'reasoning-delta', text: '思' }, 400);
    const { generation, call: seen } = read(live, 700);
    expect(seen).toMatchObject({ producedBytes: 7 + 3, prefillBytes: 0, latencyMs: 600, firstTokenMs: 200 });
    expect(generation).toMatchObject({ status: 'FAILED', failure: { code: 'INTERRUPTED' }, text: '', latencyMs: 700 });
    expect(generation.attempts).toHaveLength(1);
  });

  it('has the bytes that a later call continued from, and none after a restart', () => {
    const live = begin();
    live.publish({ type: 'text-delta', text: 'half an answer' }, 100);
    live.progress.beginCall({ number: 2, modelId: model.id, deploymentId: 'default', providerId: 'openai' }, 200);
    live.publish({ type: 'text-delta', text: ' more' }, 300);
    expect(read(live, 400).call).toMatchObject({ producedBytes: 5, prefillBytes: 14 });
    live.publish({ type: 'restarted', modelId: model.id }, 500);
    live.publish({ type: 'text-delta', text: 'anew' }, 600);
    expect(read(live, 700).call).toMatchObject({ producedBytes: 4, prefillBytes: 0 });
  });
});
