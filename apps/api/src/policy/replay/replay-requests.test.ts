import { describe, expect, it } from 'vitest';
import { recordRouting } from '../../generation/recorded-routing.ts';
import { createPlanner } from '../../generation/stages/plan.ts';
import { sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { healthOf, replayRequests } from './replay-requests.ts';

const model = (name: string, price: number, quality: number) =>
  `    ${name}: { quality: ${quality}, context_window: 1000, max_output_tokens: 100, price: { input_per_mtok: ${price}, output_per_mtok: ${price} } }`;
const rulesOf = (...models: string[]) =>
  sampleRules(`models:\n  openai:\n${models.join('\n')}\n`, { environment: { OPENAI_API_KEY: 'key' } });

const both = rulesOf(model('dear', 100, 0.9), model('cheap', 1, 0.7));
const health = healthOf([]);
const nowMs = Date.UTC(2026, 0, 1);
const usage = { inputTokens: 60, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 40, reasoningTokens: 0 };

/** A request that this model served, at this price per million tokens. */
function recorded(served: string, price: number, changes: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    generationId: `of-${served}`,
    planned: served,
    served,
    costUsd: (100 * price) / 1e6,
    tokens: usage,
    inputTokens: 60,
    routing: { strategy: 'QUALITY_OPTIMIZED' },
    createdAtMs: 0,
    ...changes,
  };
}

const replay = (requests: RecordedRequest[], draft = both, inForceSinceMs = 1) =>
  replayRequests({ requests, draft, inForce: both, inForceSinceMs, health, nowMs });

describe('a replay', () => {
  it('moves no request under an unchanged policy, at the original cost', () => {
    const result = replay([recorded('openai/dear', 99), recorded('openai/dear', 100)]);
    expect(result).toMatchObject({ requests: 2, moved: 0, refused: 0, changes: [] });
    expect(result.costAfterUsd).toBe(result.costBeforeUsd);
  });

  it('lists the moved requests, and the cost of the same tokens there', () => {
    const result = replay([recorded('openai/dear', 100)], rulesOf(model('cheap', 1, 0.7)));
    expect(result).toMatchObject({ requests: 1, moved: 1, refused: 0, costBeforeUsd: 0.01 });
    expect(result.costAfterUsd).toBeCloseTo(0.0001, 12);
    expect(result.changes).toMatchObject([
      { generationId: 'of-openai/dear', before: 'openai/dear', after: 'openai/cheap' },
    ]);
  });

  it('lists the requests that no model serves, at no cost', () => {
    const routing = { model: 'openai/dear', enableFallback: false, requiredCapabilities: ['vision' as const] };
    const result = replay([recorded('openai/dear', 100, { routing })]);
    expect(result).toMatchObject({
      moved: 0,
      refused: 1,
      costBeforeUsd: 0.01,
      costAfterUsd: 0,
      changes: [{ after: null }],
    });
  });

  it('applies a changed price if the model stays', () => {
    const result = replay([recorded('openai/dear', 100)], rulesOf(model('dear', 200, 0.9), model('cheap', 1, 0.7)));
    expect(result).toMatchObject({ moved: 0, costBeforeUsd: 0.01, costAfterUsd: 0.02 });
  });

  it('excludes unpriced requests from both sums', () => {
    expect(replay([recorded('openai/dear', 100, { costUsd: null })])).toMatchObject({ unpriced: 1, costBeforeUsd: 0 });
  });

  it('does not move a request that another model served only after the first had failed', () => {
    expect(replay([recorded('openai/cheap', 1, { planned: 'openai/dear' })])).toMatchObject({ moved: 0 });
  });

  it('ignores a move that the rules in force make too, unless the request is older than those rules', () => {
    const served = recorded('openai/cheap', 1);
    expect(replay([{ ...served, createdAtMs: 5 }], both, 5)).toMatchObject({ moved: 0 });
    expect(replay([{ ...served, createdAtMs: 4 }], both, 5)).toMatchObject({ moved: 1 });
  });

  it('treats any model of a round-robin plan as unmoved', () => {
    expect(replay([recorded('openai/cheap', 1, { routing: { strategy: 'ROUND_ROBIN' } })])).toMatchObject({ moved: 0 });
  });

  it('lists a limited number of changes', () => {
    const result = replay(Array.from({ length: 1_001 }, () => recorded('openai/gone', 1)));
    expect([result.moved, result.changes.length]).toEqual([1_001, 1_000]);
  });

  it('equals the result of planning each request', () => {
    const draft = rulesOf(model('cheap', 1, 0.7), model('other', 5, 0.8), model('third', 0.1, 0.61));
    const strategies = ['BALANCED', 'COST_OPTIMIZED', 'QUALITY_OPTIMIZED', 'LATENCY_OPTIMIZED'] as const;
    const wishes = strategies.flatMap((strategy) =>
      [null, 0.00001, 1].flatMap((costLimitUsd) =>
        [null, 'other', 'openai/third'].map((named) => ({ strategy, costLimitUsd, model: named, maxOutputTokens: 20 })),
      ),
    );
    const requests = wishes.map((wish) => sampleRequest(wish));
    const planned = requests.map((request) => {
      const { plan, inputTokens } = createPlanner(request, draft, { health, rotation: 0, nowMs })(null);
      return { after: plan.candidates[0]?.modelId ?? null, inputTokens };
    });
    const records = requests.map((request, at) => {
      const inputTokens = planned[at]?.inputTokens ?? 0;
      const routing = JSON.parse(JSON.stringify(recordRouting(request, inputTokens)));
      return recorded('openai/dear', 100, { routing, inputTokens });
    });
    expect(replay(records, draft).changes.map(({ after }) => after)).toEqual(planned.map(({ after }) => after));
    expect(new Set(planned.map(({ after }) => after)).size).toBeGreaterThan(1);
  });
});
