import type { Exclusion } from '@penstock/router';
import { ServiceError } from '../../errors/service-error.ts';
import { modelOf } from '../../rules/rules.ts';
import type { Account, Refusal } from '../generation-ledger.ts';
import { interruptedWhenCalled } from '../interrupted.ts';
import type { PlannedRequest } from '../planned-request.ts';
import { budgetExceeded, refuseUnservable } from '../refusals.ts';
import { budgetRefusal, Spending, spendingLimits } from '../spending.ts';
import type { Next, Planned, Recalled, Reserved, Stage, StageTools } from './stage.ts';

/**
 * Admits a request. Refuses a plan without candidates, checks that the generation can be recorded, and reserves the
 * worst case of the first candidate. A cached answer needs no candidate and no money.
 */
export const reserve: Stage<Recalled, Reserved> = (state, next, tools) => {
  const isCached = state.caching?.status === 'HIT';
  if (!isCached) {
    refuseUnservable(state.request.routing, state.planned.plan);
    tools.onAdmitted?.();
  }
  const canRecord = tools.ledger.canRecord();
  // Usually known at once.
  if (canRecord === true) return pay(state, isCached, next, tools);
  return Promise.resolve(canRecord).then((can) => {
    if (!can) throw new ServiceError('INTERNAL', unrecordable);
    return pay(state, isCached, next, tools);
  });
};

function pay(state: Recalled, isCached: boolean, next: Next<Reserved>, tools: StageTools): Promise<void> {
  const { account } = state;
  if (isCached) {
    account?.release();
    return next({ ...state, spending: null });
  }
  const limits = spendingLimits(state.request, state.rules);
  if (account === null) {
    const spending = limits.costLimitUsd === null ? null : new Spending({ ...limits, account });
    return next({ ...state, spending });
  }
  const spending = new Spending({ ...limits, account });
  // The answer of a batch is paid, and its money was reserved before.
  if (state.request.batched !== undefined) return next({ ...state, spending });
  return hold(state, account, tools).then((planned) => next({ ...state, planned, spending }));
}

const unrecordable =
  'No model is called, because neither the database nor the journal can store a record of it; the log has the reason, such as a full disk.';

/** How often a request is planned again after other requests have taken the money of its plan. */
const mostReplans = 2;

/**
 * Reserves the worst case of the first candidate. If others have spent that money since, plans the request again with
 * the amounts that the ledger has left. Rejects with BUDGET_EXCEEDED if no model can be paid.
 */
async function hold(state: Planned, account: Account, tools: StageTools): Promise<PlannedRequest> {
  let { planned, remainders } = state;
  for (let replans = 0; ; replans++) {
    const { index, refusals } = await account.reserve(callsOf(planned, state), beginOf(planned, state, tools));
    if (index === 0) return planned;
    if (replans === mostReplans) throw budgetExceeded(toExclusions(refusals, planned));
    remainders = remainders?.after(refusals) ?? null;
    planned = state.planAgain(remainders);
    refuseUnservable(state.request.routing, planned.plan);
  }
}

/** Each candidate at its highest cost. */
function callsOf({ plan }: PlannedRequest, { rules }: Planned) {
  return plan.candidates.map(({ modelId, worstCaseCostUsd }) => ({
    modelId,
    deployments: modelOf(rules, modelId).deployments,
    worstCaseUsd: worstCaseCostUsd,
  }));
}

/**
 * The record that is stored as running with the reservation, in case the process ends during the call of this
 * candidate.
 */
function beginOf(planned: PlannedRequest, state: Planned, { estimate }: StageTools) {
  const { request, rules } = state;
  return (index: number) => {
    const candidate = planned.plan.candidates[index];
    const model = candidate === undefined ? undefined : modelOf(rules, candidate.modelId);
    return interruptedWhenCalled(request, planned, state, model, estimate(request, planned.inputTokens, rules));
  };
}

function toExclusions(refusals: readonly Refusal[], { plan }: PlannedRequest): readonly Exclusion[] {
  return refusals.map((refusal, index) => ({
    modelId: plan.candidates[index]?.modelId ?? '',
    reason: { code: 'budget', figures: budgetRefusal(refusal) },
  }));
}
