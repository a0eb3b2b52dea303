import type { Strategy } from '../policy/strategy.ts';
import { type CatalogIndex, capabilityBits, withoutBits, wordKey } from './catalog-index.ts';
import { expectedAnswerTokens } from './expected-output.ts';
import type { PlanRequest } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlanInput } from './plan-input.ts';
import { taskPreferenceOf } from './routing-index.ts';
import { shiftWeights } from './shift-weights.ts';
import { strategyOf } from './strategies/all-strategies.ts';

/** Computes the values that all steps of a plan share, once. */
export function buildContext(input: PlanInput): PlanContext {
  const { request, routing } = input;
  const { catalog: index, routing: routingIndex, chainByKey } = input.index;
  const weights = shiftWeights(routing.weights, request.costPreference);
  const firstModelId = request.model === null ? null : (input.catalog.resolve(request.model)?.id ?? null);
  const usual = request.strategy ?? taskPreferenceOf(request, routingIndex)?.strategy ?? routing.defaultStrategy;
  const strategy = allowedStrategy(usual, input.allowance?.strategies ?? null);
  return {
    request,
    index,
    routing: routingIndex,
    strategy,
    weights,
    weightFigures: { cost: round(weights.cost), quality: round(weights.quality), latency: round(weights.latency) },
    chainByKey,
    chain: request.chain === null ? null : (chainByKey.get(wordKey(request.chain)) ?? null),
    firstModelId,
    namedIds: namedIds(input, firstModelId),
    requiredBits: capabilityBits(request.requiredCapabilities),
    requiredWords: withoutBits(request.requiredCapabilities),
    costLimitUsd: smallerOf(request.costLimitUsd, routing.costControls.perRequestLimitUsd),
    leastQuality: isOpen(request) && strategy !== 'MANUAL' ? routing.minQuality : 0,
    prefersLocal: strategyOf(strategy).prefersLocal || (request.strategy === null && routing.preferLocal),
    maxLatencyMs: request.maxLatencyMs ?? routing.maxLatencyMs,
    allowsUnpriced: routing.costControls.allowsUnpriced,
    allowedModels: input.allowance?.models ?? null,
    warmCache: input.warmCache ?? null,
    budgets: input.budgets,
    expectedAnswerTokens: expectedAnswerTokens(request.taskType),
    isSandboxNeeded: isSandboxNeeded(input, index),
    rotation: input.rotation,
    nowMs: input.nowMs,
  };
}

function allowedStrategy(strategy: Strategy, allowed: readonly Strategy[] | null): Strategy {
  return allowed === null || allowed.includes(strategy) ? strategy : (allowed[0] ?? strategy);
}

/** Whether the request leaves the choice to Penstock: it names no task type, model, provider or chain. */
function isOpen({ taskType, model, chain, provider }: PlanRequest): boolean {
  return taskType === null && model === null && chain === null && provider === null;
}

function namedIds({ catalog, request }: PlanInput, firstModelId: string | null): ReadonlySet<string> {
  const ids = new Set<string>();
  if (firstModelId !== null) ids.add(firstModelId);
  const others =
    request.preferredModel === null ? request.fallbackModels : [...request.fallbackModels, request.preferredModel];
  for (const name of others) {
    const id = catalog.resolve(name)?.id;
    if (id !== undefined) ids.add(id);
  }
  return ids;
}

/** Three digits are enough to explain a weight. */
function round(weight: number): number {
  return Math.round(weight * 1000) / 1000;
}

function smallerOf(first: number | null, second: number | null): number | null {
  if (first === null) return second;
  return second === null ? first : Math.min(first, second);
}

/**
 * False if the request names a model, because its caller wants a real answer. A local server that needs no key counts
 * as configured even while it does not run. It is then no alternative.
 */
function isSandboxNeeded({ health, request }: PlanInput, index: CatalogIndex): boolean {
  if (index.hasRemoteModel || request.model !== null) return false;
  return index.localEntries.every((entry) => health.read(entry.model.id).status === 'UNAVAILABLE');
}
