import type { Message } from '@penstock/providers';
import {
  type Call,
  type Capability,
  countEmbeddingTokens,
  countInputTokens,
  type HealthView,
  outputLimitOf,
  type PlanRequest,
  planRequest,
  priceTermsOf,
  type RoutingRules,
} from '@penstock/router';
import type { Rules } from '../../rules/rules.ts';
import type { GenerationRequest } from '../generation-request.ts';
import type { Planner } from '../planned-request.ts';
import { refuseUnknown, toRefusalError } from '../refusals.ts';
import type { Asked, Planned, Stage } from './stage.ts';

/** What planning reads beside the rules and the budgets, as it stands at this moment. */
export type PlanningState = {
  health: HealthView;
  /** Counts the generations before this one, for ROUND_ROBIN. */
  rotation: number;
  nowMs: number;
};

/**
 * Decides which models may serve, in which order, with what the budgets have left as an input. Refuses names that do not
 * exist; whether there is a candidate is for the next stage.
 */
export const plan: Stage<Asked, Planned> = async (state, next, { ledger, planner }) => {
  const { request, rules } = state;
  const account = ledger.openAccount(request.caller, state.id, state.nowMs);
  try {
    const remainders = account === null ? null : await account.readRemainders();
    const planAgain = planner(request, rules);
    const planned = planAgain(remainders);
    refuseUnknown(request.routing, planned.plan);
    await next({ ...state, planned, account, remainders, planAgain });
  } catch (error) {
    account?.release();
    throw toRefusalError(error);
  }
};

/** Counts a request once, and plans it under these rules as often as the budgets change. */
export function createPlanner(
  { call, routing, caller }: GenerationRequest,
  rules: Rules,
  state: PlanningState,
): Planner {
  const named = routing.model === null ? null : (rules.catalog.resolve(routing.model) ?? null);
  const counted =
    call.type === 'chat'
      ? { inputTokens: countInputTokens(call, named), longestTextTokens: null }
      : countEmbeddingTokens(call.texts, named);
  const request: PlanRequest = { ...toPlanRequest(call, routing, rules.routing), ...counted };
  return (budgets) => ({
    plan: planRequest({ ...rules, ...state, request, allowance: caller.grant, budgets }),
    inputTokens: counted.inputTokens,
  });
}

function toPlanRequest(
  call: Call,
  routing: GenerationRequest['routing'],
  rules: RoutingRules,
): Omit<PlanRequest, 'inputTokens' | 'longestTextTokens'> {
  return {
    ...routing,
    // Vectors of different models cannot be compared.
    enableFallback: call.type === 'chat' && (routing.enableFallback ?? rules.enableFallback),
    requiredCapabilities: capabilitiesNeeded(call, routing.requiredCapabilities),
    costPreference: routing.costPreference ?? 'MEDIUM',
    maxOutputTokens: outputLimitOf(call),
    terms: priceTermsOf(call),
  };
}

/** What the caller named, and what follows from the call itself. */
function capabilitiesNeeded(call: Call, named: readonly Capability[]): readonly Capability[] {
  const needed = new Set(named);
  if (call.type === 'embedding') return [...needed.add('embeddings')];
  if (call.tools.length > 0) needed.add('function_calling');
  if (call.responseFormat.type === 'json') needed.add('json_mode');
  if (call.responseFormat.type === 'json-schema') needed.add('json_schema');
  for (const message of call.messages) addNeeds(message, needed);
  return [...needed];
}

/** What a model must take for what is said to it. Files of an earlier answer are left out where it takes none. */
function addNeeds(message: Message, needed: Set<Capability>): void {
  if (message.role !== 'user' && message.role !== 'tool') return;
  for (const part of message.parts) {
    if (part.type === 'image') needed.add('vision');
    else if (part.type === 'audio') needed.add('audio');
    else if (part.type === 'file' && part.mediaType === 'application/pdf') needed.add('pdf');
  }
}
