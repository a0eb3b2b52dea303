import type { Model } from '../catalog/model.ts';
import type { Draft } from './draft.ts';
import { byStrategyAlone, type Placement, type PlacementCode } from './placement.ts';
import type { PlanContext } from './plan-context.ts';
import type { Figures } from './reason.ts';
import { taskPreferenceOf } from './routing-index.ts';

/**
 * Sorts the drafts into groups, in this order. First come the request's model and its fallback models, its preferred
 * model, the chain's models in the chain's order, and its preferred provider's. Then come the policy's groups: local
 * models if it prefers them, the task's, and the default provider's. These apply only if the request names no strategy.
 * Then comes the policy's fallback chain, after a model that the request names. Then all others. Within a group the
 * strategy decides.
 */
export function placeDrafts(drafts: readonly Draft[], context: PlanContext): void {
  const placements = placeByModel(context);
  const hasGroups = groupsApply(context);
  if (placements.size === 0 && !hasGroups) return;
  for (const draft of drafts) {
    const placement = placements.get(draft.model.id) ?? byStrategyAlone;
    draft.placement = hasGroups ? placeByGroup(draft.model, placement, context) : placement;
  }
}

/** Models with their own place. A model that is named twice has its first place. */
function placeByModel(context: PlanContext): Map<string, Placement> {
  const { request, index, routing, chain } = context;
  const placements = new Map<string, Placement>();
  const put = (id: string | undefined, place: number, code: PlacementCode, figures: Figures = {}): void => {
    if (id !== undefined && !placements.has(id)) placements.set(id, { place, reason: { code, figures } });
  };
  const resolve = (name: string): string | undefined => index.catalog.resolve(name)?.id;
  if (context.firstModelId !== null) put(context.firstModelId, 0, 'named');
  for (const [order, name] of request.fallbackModels.entries()) {
    put(resolve(name), 1 + order, 'fallback', { number: order + 1 });
  }
  if (request.preferredModel !== null) put(resolve(request.preferredModel), 10_000, 'preferred');
  if (chain !== null) {
    for (const [id, place] of chain.places) put(id, 20_000 + place, 'chain', { number: place + 1, chain: chain.name });
    return placements;
  }
  for (const [order, id] of (taskPreferenceOf(request, routing)?.modelIds ?? []).entries()) {
    put(id, policyPlaces + order, 'task', { task: request.taskType });
  }
  if (request.model !== null) {
    for (const [order, id] of routing.rules.fallbackChain.entries()) {
      put(id, policyPlaces + 10_000 + order, 'fallback-chain', { number: order + 1 });
    }
  }
  return placements;
}

function groupsApply({ request, routing, chain }: PlanContext): boolean {
  if (chain !== null) return false;
  if (request.preferredProvider !== null) return true;
  return request.strategy === null && (routing.rules.preferLocal || routing.rules.defaultProvider !== null);
}

/** Moves models of a preferred group before the others. Models that the policy names are first in their group. */
function placeByGroup(model: Model, placement: Placement, { request, routing }: PlanContext): Placement {
  if (placement.place < policyPlaces) return placement;
  if (model.providerId === request.preferredProvider) return lift(placement, 40_000, ofPreferredProvider);
  if (request.strategy !== null) return placement;
  if (routing.rules.preferLocal && model.isLocal) return lift(placement, 20_000, localByPolicy);
  const isOrdinary = placement.reason === null;
  return isOrdinary && model.providerId === routing.rules.defaultProvider ? ofDefaultProvider : placement;
}

/** `ordinary`: the place of models that the policy does not name. */
function lift(placement: Placement, by: number, ordinary: Placement): Placement {
  return placement.reason === null ? ordinary : { place: placement.place - by, reason: placement.reason };
}

/** The first of the places that the policy assigns. */
const policyPlaces = 100_000;
const ofPreferredProvider = groupPlacement(policyPlaces - 40_000 + 19_999, 'preferred-provider');
const localByPolicy = groupPlacement(policyPlaces - 1, 'local');
const ofDefaultProvider = groupPlacement(policyPlaces + 5000, 'default-provider');

function groupPlacement(place: number, code: PlacementCode): Placement {
  return Object.freeze({ place, reason: Object.freeze({ code, figures: Object.freeze({}) }) });
}
