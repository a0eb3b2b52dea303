import { isProviderError, type ProviderBatches } from '@penstock/providers';
import { buildModelCall, chooseDeployment, type Provider } from '@penstock/router';
import { ServiceError } from '../../errors/service-error.ts';
import { modelOf, providerOf } from '../../rules/rules.ts';
import type { BatchableRequest } from '../batched-call.ts';
import { cacheModeOf } from '../caching.ts';
import type { Account } from '../generation-ledger.ts';
import { Spending, spendingLimits } from '../spending.ts';
import type { Planned } from './stage.ts';

/** The tools and time limits for entering a batch. */
export type EnterBatchTools = {
  /** The batches of a provider; null if it has none. */
  batchesOf(provider: Provider): ProviderBatches | null;
  /** The time by which the batch must be done, epoch milliseconds. */
  deadlineMs: number;
  /** The time until which the money stays reserved if the answer never comes, epoch milliseconds. */
  heldUntilMs: number;
};

/**
 * Writes a planned request for a batch of its first candidate's provider, and reserves its worst case at the batch
 * price. Null if it must run alone: another kind of call, no such provider, too little time, or no money.
 */
export async function enterBatch(state: Planned, tools: EnterBatchTools): Promise<BatchableRequest | null> {
  const { account } = state;
  let isHeld = false;
  try {
    const entered = enter(state, tools);
    if (entered === null || account === null) return entered;
    isHeld = await hold(state, entered, account, tools);
    return isHeld ? entered : null;
  } catch (error) {
    // If the request runs alone, it fails with an error that the caller can use.
    if (isProviderError(error)) return null;
    throw error;
  } finally {
    if (!isHeld) account?.release();
  }
}

function enter(state: Planned, { batchesOf, deadlineMs }: EnterBatchTools): BatchableRequest | null {
  const { request, rules, planned, account } = state;
  const { plan, inputTokens } = planned;
  const [candidate] = plan.candidates;
  if (candidate === undefined || request.call.type !== 'chat') return null;
  // Its answer may be in the cache already, at no cost.
  if (['read', 'read-write'].includes(cacheModeOf(request, rules))) return null;
  const model = modelOf(rules, candidate.modelId);
  const random = Math.random();
  const deployment = chooseDeployment(model, {
    failedIds: new Set<string>(),
    random,
    isUsable: () => true,
    isHeld: () => false,
  });
  const batches = batchesOf(providerOf(rules, deployment.providerId));
  if (batches === null || deadlineMs - state.nowMs < batches.terms.windowMs) return null;
  const limits = spendingLimits(request, rules);
  const isLimited = account !== null || limits.costLimitUsd !== null;
  const mostOutput = isLimited
    ? new Spending({ ...limits, account }).outputLimit(candidate, model, inputTokens)
    : candidate.maxOutputTokens;
  const call = buildModelCall(request.call, inputTokens, model, deployment, mostOutput);
  const row = call.type === 'chat' ? batches.write(call.request, state.id) : null;
  if (row === null) return null;
  return {
    row,
    inputTokens,
    upstreamModel: deployment.upstreamName,
    providerId: deployment.providerId,
    deploymentId: deployment.id,
    priceFactor: batches.terms.priceFactor,
    model: { ...model, capabilities: [...model.capabilities] },
    plan: { ...plan, candidates: [candidate], exclusions: [], staticExclusions: null },
  };
}

/** Whether the budgets can pay it. A request that was interrupted after its reservation keeps that one reservation. */
async function hold(
  { rules, planned }: Planned,
  { priceFactor }: BatchableRequest,
  account: Account,
  { heldUntilMs }: EnterBatchTools,
): Promise<boolean> {
  const [candidate] = planned.plan.candidates;
  if (candidate === undefined) throw new ServiceError('INTERNAL', 'The batch has no model.');
  const { modelId, worstCaseCostUsd } = candidate;
  const worstCaseUsd = worstCaseCostUsd === null ? null : worstCaseCostUsd * priceFactor;
  const refusal = await account.raise([{ modelId, deployments: modelOf(rules, modelId).deployments, worstCaseUsd }]);
  if (refusal !== null) return false;
  await account.keep(heldUntilMs);
  return true;
}
