import { noTokens } from '@penstock/providers';
import type { AttemptRecord, ChatCall, Plan } from '@penstock/router';
import { buildCandidate, buildPlan } from '@penstock/testing';
import { v7 } from 'uuid';
import type { Cost, Generation, SettledAttempt } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { nothing } from '../generation/price-call.ts';
import { plainRequest, type RequestChanges } from './plain-request.ts';

const modelId = 'openai/gpt-4o-mini';

const staticExclusions: Plan['staticExclusions'] = {
  id: '0b4f6a52-3f0f-5b4e-9c63-6f2b8a3f1c77',
  exclusions: [
    {
      modelId: 'anthropic/claude',
      reason: { code: 'not-configured', figures: { providerId: 'anthropic', setupHint: 'set ANTHROPIC_API_KEY' } },
    },
  ],
};

const plan = buildPlan([], {
  strategy: 'BALANCED',
  candidates: [
    buildCandidate(modelId, {
      score: 0.81,
      scores: { cost: 0.9, quality: 0.7, latency: 0.8 },
      estimatedCostUsd: 0.000_21,
      worstCaseCostUsd: 0.009_9,
      estimatedLatencyMs: 1_900,
      reasons: [{ code: 'COST_OPTIMIZED', figures: {} }],
    }),
  ],
  staticExclusions,
});

export const sampleCost: Cost = {
  ...nothing,
  inputUsd: 0.000_001_5,
  outputUsd: 0.000_012,
  totalUsd: 0.000_013_5,
  priceSource: 'genai-prices@0.1.8',
};

export function sampleRequest(changes: RequestChanges = {}): GenerationRequest<ChatCall> {
  return plainRequest('Say "hello".', { maxOutputTokens: 100, ...changes });
}

export function sampleAttempt(changes: Partial<SettledAttempt & AttemptRecord> = {}): SettledAttempt & AttemptRecord {
  const tokens = { ...noTokens, inputTokens: 10, outputTokens: 20 };
  return {
    number: 1,
    modelId,
    providerId: 'openai',
    deploymentId: 'default',
    outcome: 'succeeded',
    errorKind: null,
    errorMessage: null,
    startedAtMs: Date.now(),
    latencyMs: 812,
    firstTokenMs: 203,
    usage: tokens,
    rawUsage: { prompt_tokens: 10, completion_tokens: 20 },
    finishReason: 'stop',
    rawFinishReason: 'stop',
    responseId: 'chatcmpl-1',
    servedModel: 'gpt-4o-mini-2024-07-18',
    skippedEvents: 0,
    promptUsage: null,
    counted: null,
    tokens,
    isEstimated: false,
    cost: sampleCost,
    baselineUsd: null,
    ...changes,
  };
}

/** A generation that completed with one attempt. `changes` replace members. */
export function sampleGeneration(changes: Partial<Generation> = {}): Generation {
  const attempts = changes.attempts ?? [sampleAttempt()];
  const createdAtMs = changes.createdAtMs ?? Date.now();
  return {
    id: v7({ msecs: createdAtMs }),
    status: 'COMPLETED',
    request: sampleRequest(),
    plan,
    promptTokens: 10,
    parts: [{ type: 'text', text: 'hello' }],
    text: 'hello',
    reasoning: '',
    toolCalls: [],
    json: null,
    vectors: null,
    warnings: [],
    cacheStatus: null,
    modelId,
    providerId: 'openai',
    finishReason: 'stop',
    rawFinishReason: 'stop',
    providerMetadata: null,
    failure: null,
    tokens: attempts[0]?.tokens ?? sampleAttempt().tokens,
    cost: sampleCost,
    latencyMs: 820,
    firstTokenMs: 210,
    createdAtMs,
    settledAtMs: createdAtMs + 820,
    ...changes,
    attempts,
  };
}
