import { countEmbeddingTokens, countInputTokens, type HealthView, planRequest } from '@penstock/router';
import type { Rules } from '../../rules/rules.ts';
import { withModel } from '../../rules/with-model.ts';
import type { BatchedAnswer } from '../batched-call.ts';
import type { GenerationRequest } from '../generation-request.ts';
import type { Planner } from '../planned-request.ts';
import { requestedRouting, toPlanRequest } from '../recorded-routing.ts';
import { refuseUnknown, toRefusalError } from '../refusals.ts';
import { sessionKeyOf } from '../session-pins/session-key.ts';
import type { SessionPin, SessionPins } from '../session-pins/session-pins.ts';
import type { Asked, Planned, Stage } from './stage.ts';

/** The current state that planning reads, in addition to the rules and the budgets. */
export type PlanningState = {
  health: HealthView;
  /** The number of generations before this one, for ROUND_ROBIN. */
  rotation: number;
  nowMs: number;
};

/**
 * Decides which models may serve, and in which order. The remaining budgets are an input. Refuses names that do not
 * exist. The stage `reserve` checks that there is a candidate.
 */
export const plan: Stage<Asked, Planned> = async (state, next, { ledger, planner, sessions }) => {
  const { request, rules } = state;
  const account = ledger.openAccount(request.caller, state.id, state.nowMs);
  try {
    if (request.batched !== undefined) return await next({ ...state, ...planOfBatch(request.batched, rules), account });
    // Both may wait for another service.
    const found = findPin(request, sessions);
    const remainders = account === null ? null : await account.readRemainders();
    const pin = found instanceof Promise ? await found : found;
    const planAgain = planner(request, rules, pin);
    const planned = planAgain(remainders);
    refuseUnknown(request.routing, planned.plan);
    await next({ ...state, planned, account, remainders, planAgain });
  } catch (error) {
    account?.release();
    throw toRefusalError(error);
  }
};

/** The pin of a request's session. The key needs a digest, so it is made only if some session is known. */
function findPin(request: GenerationRequest, sessions: SessionPins): ReturnType<SessionPins['find']> {
  const key = sessions.isEmpty ? null : sessionKeyOf(request);
  return key === null ? null : sessions.find(key);
}

/** The model of a batch has answered already, so current rules and budgets change nothing. */
function planOfBatch(
  { plan, inputTokens, model }: BatchedAnswer,
  rules: Rules,
): Pick<Planned, 'rules' | 'planned' | 'remainders' | 'planAgain'> {
  const planned = { plan, inputTokens };
  return {
    rules: model === undefined ? rules : withModel(rules, { ...model, capabilities: new Set(model.capabilities) }),
    planned,
    remainders: null,
    planAgain: () => planned,
  };
}

/**
 * Counts a request once, and plans it under these rules as often as the budgets change. `pin`: the pin of its session.
 */
export function createPlanner(
  { call, routing, caller }: GenerationRequest,
  rules: Rules,
  state: PlanningState,
  pin: SessionPin | null = null,
): Planner {
  const named = routing.model === null ? null : (rules.catalog.resolve(routing.model) ?? null);
  const { inputTokens, longestTextTokens } =
    call.type === 'chat'
      ? { inputTokens: countInputTokens(call, named), longestTextTokens: null }
      : countEmbeddingTokens(call.texts, named);
  const request = toPlanRequest(requestedRouting({ call, routing }, longestTextTokens), inputTokens, rules.routing);
  return (budgets) => ({
    plan: planRequest({
      catalog: rules.catalog,
      routing: rules.routing,
      index: rules.index,
      health: state.health,
      rotation: state.rotation,
      nowMs: state.nowMs,
      request,
      allowance: caller.grant,
      budgets,
      warmCache: pin,
    }),
    inputTokens,
    pin,
  });
}
