import type { Model } from '../catalog/model.ts';
import type { CallSettings } from '../execute/execute-options.ts';
import type { Candidate, Plan } from '../plan/plan.ts';

/** The settings that every provider of a stage has. */
export const stageSettings: CallSettings = {
  timeouts: { connectMs: 3_000, firstTokenMs: 10_000, thinkingFirstTokenMs: 60_000, idleMs: 15_000, totalMs: 600_000 },
  retry: { attempts: 3, baseMs: 250, maxMs: 4_000 },
};

/** A model for tests: sensible facts, changed by `facts`. */
export function stageModel(id: string, facts: Partial<Model> = {}): Model {
  const [providerId = id, name = id] = id.split('/');
  return {
    id,
    providerId,
    name,
    displayName: name,
    contextWindow: 8_192,
    maxOutputTokens: 1_024,
    capabilities: new Set(['text']),
    tags: [],
    useCases: [],
    quality: { score: 0.5, source: 'estimate' },
    price: null,
    expectedLatency: { firstTokenMs: 400, tokensPerSecond: 80 },
    isLocal: false,
    isSandbox: false,
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    isActive: true,
    isConfigured: true,
    deployments: [{ id: 'default', providerId, upstreamName: name, weight: 1 }],
    releasedAt: null,
    ...facts,
  };
}

/** A plan that tries the models in their order. */
export function stagePlan(models: readonly Model[], exclusions: Plan['exclusions'] = []): Plan {
  const candidates = models.map(
    ({ id }): Candidate => ({
      modelId: id,
      score: 1,
      scores: { cost: 1, quality: 1, latency: 1 },
      estimatedCostUsd: null,
      worstCaseCostUsd: null,
      estimatedLatencyMs: 1_000,
      maxOutputTokens: null,
      reasons: [{ code: 'MANUAL', figures: { number: 1 } }],
    }),
  );
  return { strategy: 'MANUAL', chain: null, candidates, exclusions, staticExclusions: null };
}
