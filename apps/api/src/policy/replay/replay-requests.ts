import { type HealthView, type ModelHealth, type Plan, planRequest } from '@penstock/router';
import { priceCall } from '../../generation/price-call.ts';
import { readRouting, toPlanRequest } from '../../generation/recorded-routing.ts';
import type { Rules } from '../../rules/rules.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** A recorded request that a draft moves to another model or refuses. */
export type ReplayChange = {
  generationId: string;
  /** The model that served it or, if none did, the first of its plan. Null for neither. */
  before: string | null;
  /** The first model of its plan under the draft; null if it is refused. */
  after: string | null;
  /** US dollars; null if unpriced. */
  costBeforeUsd: number | null;
  /** US dollars, for the recorded tokens; null if unpriced or refused. */
  costAfterUsd: number | null;
};

/** The result of recorded requests under a draft. */
export type Replay = {
  requests: number;
  /** The number of requests that go to another model. */
  moved: number;
  /** The number of requests that no model serves. */
  refused: number;
  /** The number of requests without a known price before or after. The sums of costs exclude them. */
  unpriced: number;
  /** US dollars. */
  costBeforeUsd: number;
  /** US dollars. A refused request costs nothing. */
  costAfterUsd: number;
  /** Newest first; at most 1,000. */
  changes: readonly ReplayChange[];
};

export type ReplayInput = {
  requests: readonly RecordedRequest[];
  draft: Rules;
  inForce: Rules;
  /** When the rules in force took effect, epoch milliseconds. */
  inForceSinceMs: number;
  health: HealthView;
  nowMs: number;
};

const mostChanges = 1_000;

/**
 * Plans recorded requests under a draft, with the recorded tokens and limits, and with room in every budget. A request
 * stays if its plan begins with the model that served it, or with the first model of its own plan. It also stays if it
 * came under the rules in force, and the draft plans it as those rules do.
 */
export function replayRequests(input: ReplayInput): Replay {
  const isSamePrice = comparePrices(input);
  const changes: ReplayChange[] = [];
  const sums = { moved: 0, refused: 0, unpriced: 0, costBeforeUsd: 0, costAfterUsd: 0 };
  for (const request of input.requests) {
    const plan = planUnder(input.draft, request, input);
    const first = plan.candidates[0]?.modelId ?? null;
    const before = request.served ?? request.planned;
    const isMoved = first !== null && !stays(first, plan, request, input);
    const after = isMoved || first === null ? first : before;
    const costAfterUsd =
      after === request.served && after !== null && isSamePrice(after)
        ? request.costUsd
        : after === null
          ? null
          : costUnder(input.draft, after, request);
    if (isMoved) sums.moved += 1;
    if (first === null) sums.refused += 1;
    if (request.costUsd === null || (costAfterUsd === null && first !== null)) sums.unpriced += 1;
    else {
      sums.costBeforeUsd += request.costUsd;
      sums.costAfterUsd += costAfterUsd ?? 0;
    }
    if ((isMoved || first === null) && changes.length < mostChanges) {
      const { generationId, costUsd: costBeforeUsd } = request;
      changes.push({ generationId, before, after, costBeforeUsd, costAfterUsd });
    }
  }
  return { requests: input.requests.length, ...sums, changes };
}

function planUnder(rules: Rules, { routing, inputTokens }: RecordedRequest, { health, nowMs }: ReplayInput): Plan {
  const request = toPlanRequest(readRouting(routing), inputTokens, rules.routing);
  const { allowance } = routing;
  const limited = allowance === undefined ? {} : { allowance };
  return planRequest({ ...rules, ...limited, request, health, nowMs, budgets: null, rotation: 0 });
}

function stays(first: string, plan: Plan, request: RecordedRequest, input: ReplayInput): boolean {
  const { served, planned, createdAtMs } = request;
  if (first === served || first === planned) return true;
  // In a round-robin plan, any candidate may be next.
  if (plan.strategy === 'ROUND_ROBIN') return plan.candidates.some(({ modelId }) => modelId === (served ?? planned));
  if (createdAtMs < input.inForceSinceMs) return false;
  return planUnder(input.inForce, request, input).candidates[0]?.modelId === first;
}

function costUnder({ catalog }: Rules, modelId: string, { tokens }: RecordedRequest): number | null {
  return priceCall(tokens, catalog.find(modelId), null)?.totalUsd ?? null;
}

/** Whether a model has the same price under both. With an unchanged price, the recorded cost is exact. */
function comparePrices({ draft, inForce }: ReplayInput): (modelId: string) => boolean {
  const known = new Map<string, boolean>();
  const priceOf = ({ catalog }: Rules, id: string): string => JSON.stringify(catalog.find(id)?.price ?? null);
  return (id) => {
    const isSame = known.get(id) ?? priceOf(draft, id) === priceOf(inForce, id);
    known.set(id, isSame);
    return isSame;
  };
}

/** Health for a replay: the measured latencies, with every model available. */
export function healthOf(measured: readonly ModelHealth[]): HealthView {
  const known = new Map(measured.map((health) => [health.modelId, asAvailable(health)]));
  return {
    read(modelId) {
      const health = known.get(modelId) ?? { ...unmeasured, modelId };
      known.set(modelId, health);
      return health;
    },
  };
}

function asAvailable(health: ModelHealth): ModelHealth {
  const { modelId, p50LatencyMs, p95LatencyMs, firstTokenMs, p95FirstTokenMs, tokensPerSecond } = health;
  return { ...unmeasured, modelId, p50LatencyMs, p95LatencyMs, firstTokenMs, p95FirstTokenMs, tokensPerSecond };
}

const unmeasured: Omit<ModelHealth, 'modelId'> = {
  status: 'AVAILABLE',
  reason: null,
  breaker: 'CLOSED',
  successRate: null,
  p50LatencyMs: null,
  p95LatencyMs: null,
  firstTokenMs: null,
  p95FirstTokenMs: null,
  tokensPerSecond: null,
  checkedAtMs: null,
  retryAtMs: null,
  isRateLimited: false,
};
