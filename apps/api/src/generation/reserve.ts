import { describeBudgetRefusal, type Exclusion, type Model, type Plan } from '@penstock/router';
import { ServiceError } from '../errors/service-error.ts';
import type { Account, PricedCall, Refusal } from '../ledger/account.ts';
import { type Ledger, LedgerUnavailableError } from '../ledger/ledger.ts';
import { modelOf, type Rules } from '../rules/rules.ts';
import type { PlannedRequest } from './admit.ts';
import type { Generation } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';
import { budgetRefusal, priced, Spending, type SpendingLimits } from './spending.ts';

/** A plan that can be paid for, and what keeps it so; null where nothing limits it. */
export type Reserved = { plan: Plan; spending: Spending | null };

/** Which generation, and when it was asked for. */
export type GenerationIdentity = { id: string; nowMs: number };

/** What reserving needs from around it. */
export type ReserveTools = {
  ledger: Pick<Ledger, 'openAccount'>;
  /** Those that the request was planned under. */
  rules: Rules;
  /** A planned request as it is to be recorded should its process end while this model is called first. */
  asInterrupted?(
    request: GenerationRequest,
    planned: PlannedRequest,
    identity: GenerationIdentity,
    model: Model | undefined,
  ): Generation;
};

/**
 * Holds the worst case of the first candidate that every budget can pay; those before it leave the plan, for that
 * reason. Null where neither a budget nor a cost limit applies. Rejects with BUDGET_EXCEEDED when none can be paid, and
 * with INTERNAL while the database that counts is away.
 */
export function reserve(
  request: GenerationRequest,
  planned: PlannedRequest,
  identity: GenerationIdentity,
  tools: ReserveTools,
): Promise<Reserved> | null {
  const account = tools.ledger.openAccount(request, identity.id, identity.nowMs);
  const limits = limitsOf(request, tools);
  if (account === null && limits.costLimitUsd === null) return null;
  const spending = new Spending({ ...limits, account });
  if (account === null) return Promise.resolve({ plan: planned.plan, spending });
  const { rules, asInterrupted } = tools;
  const modelAt = (index: number): Model | undefined => {
    const candidate = planned.plan.candidates[index];
    return candidate === undefined ? undefined : modelOf(rules, candidate.modelId);
  };
  const begin = asInterrupted && ((index: number) => asInterrupted(request, planned, identity, modelAt(index)));
  return hold(planned, account, spending, { rules, begin });
}

/**
 * The plan as `reserve` and the attempts after it would leave it at this moment: without the candidates whose worst case
 * does not fit a hard budget. Holds nothing. Rejects with INTERNAL while the database that counts is away.
 */
export async function preview(
  request: GenerationRequest,
  planned: PlannedRequest,
  identity: GenerationIdentity,
  tools: ReserveTools,
): Promise<PlannedRequest> {
  const account = tools.ledger.openAccount(request, identity.id, identity.nowMs);
  if (account === null) return planned;
  try {
    const spending = new Spending({ ...limitsOf(request, tools), account });
    const refusals = await account.weigh(callsOf(planned, spending, tools.rules));
    return { ...planned, plan: without(planned.plan, refusals) };
  } catch (error) {
    throw error instanceof LedgerUnavailableError ? unavailable() : error;
  } finally {
    account.release();
  }
}

function limitsOf(request: GenerationRequest, tools: ReserveTools): Omit<SpendingLimits, 'account'> {
  const costLimitUsd = smallerOf(request.costLimitUsd, tools.rules.policy.costControls.perRequestLimitUsd);
  return { costLimitUsd, maxOutputTokens: request.maxOutputTokens };
}

function callsOf({ plan, inputTokens }: PlannedRequest, spending: Spending, rules: Rules): readonly PricedCall[] {
  return plan.candidates.map((candidate) => {
    const model = modelOf(rules, candidate.modelId);
    return priced(model, inputTokens, spending.outputLimit(candidate, model, inputTokens));
  });
}

function smallerOf(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}

type HoldTools = Pick<ReserveTools, 'rules'> & { begin: ((index: number) => Generation) | undefined };

async function hold(
  planned: PlannedRequest,
  account: Account,
  spending: Spending,
  { rules, begin }: HoldTools,
): Promise<Reserved> {
  const { plan } = planned;
  try {
    const { index, refusals } = await account.reserve(callsOf(planned, spending, rules), begin);
    if (index === null) throw exceeded(plan, refusals);
    return { plan: without(plan, refusals), spending };
  } catch (error) {
    account.release();
    throw error instanceof LedgerUnavailableError ? unavailable() : error;
  }
}

/** The plan without the candidates that cannot be paid: a refusal for each of the first ones, null for those that stay. */
function without(plan: Plan, refusals: readonly (Refusal | null)[]): Plan {
  const refused = plan.candidates.flatMap(({ modelId }, index): Exclusion[] => {
    const refusal = refusals[index] ?? null;
    return refusal === null ? [] : [{ modelId, reason: { code: 'budget', figures: budgetRefusal(refusal) } }];
  });
  if (refused.length === 0) return plan;
  const candidates = plan.candidates.filter((_, index) => (refusals[index] ?? null) === null);
  return { ...plan, candidates, exclusions: [...refused, ...plan.exclusions] };
}

const shownRefusals = 5;

function exceeded(plan: Plan, refusals: readonly Refusal[]): ServiceError {
  const each = refusals.map((refusal, index) => ({ model: plan.candidates[index]?.modelId ?? '', ...refusal }));
  const told = refusals
    .slice(0, shownRefusals)
    .map((refusal, index) => `${each[index]?.model}: ${describeBudgetRefusal(budgetRefusal(refusal))}`);
  const more = refusals.length > told.length ? `; and ${refusals.length - told.length} more` : '';
  // The budget of the last, which is the one that even the cheapest of those tried does not fit.
  const decisive = refusals.findLast(({ remainingUsd }) => remainingUsd !== null) ?? refusals[0];
  return new ServiceError('BUDGET_EXCEEDED', `No model can be paid for. ${told.join('; ')}${more}.`, {
    details: {
      budget: decisive === undefined ? null : { id: decisive.budgetId, name: decisive.budgetName },
      remainingUsd: decisive?.remainingUsd ?? null,
      refusals: each,
    },
  });
}

function unavailable(): ServiceError {
  return new ServiceError(
    'INTERNAL',
    'A hard budget applies to this request, and the database that counts it does not answer; send the request again in a moment.',
  );
}
