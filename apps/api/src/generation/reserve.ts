import type { Exclusion, Plan } from '@penstock/router';
import type { Account, Refusal } from '../ledger/account.ts';
import { type Ledger, LedgerUnavailableError } from '../ledger/ledger.ts';
import type { PlannedRequest } from './admit.ts';
import { GenerationError } from './generation-error.ts';
import type { GenerationRequest } from './generation-request.ts';
import { describeRefusal, priced, Spending } from './spending.ts';

/** A plan that can be paid for, and what keeps it so; null where nothing limits it. */
export type Reserved = { plan: Plan; spending: Spending | null };

/** Which generation, and when it was asked for. */
export type GenerationIdentity = { id: string; nowMs: number };

/** What reserving needs from around it. */
export type ReserveTools = {
  ledger: Pick<Ledger, 'openAccount'>;
  /** The policy's limit on one request, US dollars; null for none. */
  perRequestLimitUsd(): number | null;
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
  const costLimitUsd = smallerOf(request.costLimitUsd, tools.perRequestLimitUsd());
  if (account === null && costLimitUsd === null) return null;
  const spending = new Spending({ costLimitUsd, account, maxOutputTokens: request.maxOutputTokens });
  if (account === null) return Promise.resolve({ plan: planned.plan, spending });
  return hold(planned, account, spending);
}

function smallerOf(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}

async function hold({ plan, inputTokens }: PlannedRequest, account: Account, spending: Spending): Promise<Reserved> {
  const calls = plan.candidates.map((candidate) =>
    priced(candidate, inputTokens, spending.outputLimit(candidate, inputTokens)),
  );
  try {
    const { index, refusals } = await account.reserve(calls);
    if (index === null) throw exceeded(plan, refusals);
    return { plan: index === 0 ? plan : withoutFirst(plan, refusals), spending };
  } catch (error) {
    account.release();
    throw error instanceof LedgerUnavailableError ? unavailable() : error;
  }
}

/** The plan without the candidates that cannot be paid, one refusal each. */
function withoutFirst(plan: Plan, refusals: readonly Refusal[]): Plan {
  const refused = refusals.map(
    (refusal, index): Exclusion => ({
      modelId: plan.candidates[index]?.model.id ?? '',
      rule: 'budget',
      reason: describeRefusal(refusal),
    }),
  );
  return {
    ...plan,
    candidates: plan.candidates.slice(refusals.length),
    exclusions: [...refused, ...plan.exclusions],
  };
}

const shownRefusals = 5;

function exceeded(plan: Plan, refusals: readonly Refusal[]): GenerationError {
  const each = refusals.map((refusal, index) => ({ model: plan.candidates[index]?.model.id ?? '', ...refusal }));
  const told = refusals
    .slice(0, shownRefusals)
    .map((refusal, index) => `${each[index]?.model}: ${describeRefusal(refusal)}`);
  const more = refusals.length > told.length ? `; and ${refusals.length - told.length} more` : '';
  // The budget of the last, which is the one that even the cheapest of those tried does not fit.
  const decisive = refusals.findLast(({ remainingUsd }) => remainingUsd !== null) ?? refusals[0];
  return new GenerationError('BUDGET_EXCEEDED', `No model can be paid for. ${told.join('; ')}${more}.`, {
    budget: decisive === undefined ? null : { id: decisive.budgetId, name: decisive.budgetName },
    remainingUsd: decisive?.remainingUsd ?? null,
    refusals: each,
  });
}

function unavailable(): GenerationError {
  return new GenerationError(
    'INTERNAL',
    'A hard budget applies to this request, and the database that counts it does not answer; send the request again in a moment.',
  );
}
