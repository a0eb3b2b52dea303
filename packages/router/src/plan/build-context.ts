import { type CatalogIndex, capabilityBits, indexCatalog, withoutBits } from './catalog-index.ts';
import { resolveChain } from './chains/resolve-chain.ts';
import { expectedAnswerTokens } from './expected-output.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlanInput } from './plan-input.ts';
import { indexRouting, taskPreferenceOf } from './routing-index.ts';
import { shiftWeights } from './shift-weights.ts';

/** Works out once what all steps of a plan need. */
export function buildContext(input: PlanInput): PlanContext {
  const { request, routing } = input;
  const index = indexCatalog(input.catalog);
  const routingIndex = indexRouting(routing, index);
  const firstModelId = request.model === null ? null : (input.catalog.resolve(request.model)?.id ?? null);
  return {
    request,
    index,
    routing: routingIndex,
    strategy: request.strategy ?? taskPreferenceOf(request, routingIndex)?.strategy ?? routing.defaultStrategy,
    weights: shiftWeights(routing.weights, request.costPreference),
    chain: request.chain === null ? null : resolveChain(request.chain, index, routing),
    firstModelId,
    namedIds: namedIds(input, firstModelId),
    requiredBits: capabilityBits(request.requiredCapabilities),
    requiredWords: withoutBits(request.requiredCapabilities),
    costLimitUsd: smallerOf(request.costLimitUsd, routing.costControls.perRequestLimitUsd),
    maxLatencyMs: request.maxLatencyMs ?? routing.maxLatencyMs,
    allowsUnpriced: routing.costControls.allowsUnpriced,
    expectedAnswerTokens: expectedAnswerTokens(request.taskType),
    isSandboxNeeded: isSandboxNeeded(input, index),
    rotation: input.rotation,
    nowMs: input.nowMs,
  };
}

function namedIds({ catalog, request }: PlanInput, firstModelId: string | null): ReadonlySet<string> {
  const ids = new Set<string>();
  if (firstModelId !== null) ids.add(firstModelId);
  for (const name of request.fallbackModels) {
    const id = catalog.resolve(name)?.id;
    if (id !== undefined) ids.add(id);
  }
  return ids;
}

function smallerOf(first: number | null, second: number | null): number | null {
  if (first === null) return second;
  return second === null ? first : Math.min(first, second);
}

/**
 * Whoever names a model wants that one's answer or a real one's, not a made-up one. A local server that needs no key
 * counts as configured even where it does not run; then it is no alternative.
 */
function isSandboxNeeded({ health, request }: PlanInput, index: CatalogIndex): boolean {
  if (index.hasRemoteModel || request.model !== null) return false;
  return index.localEntries.every((entry) => health.read(entry.model.id).status === 'UNAVAILABLE');
}
