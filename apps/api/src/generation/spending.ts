import {
  type Admission,
  type BudgetRefusal,
  type Candidate,
  countOutputTokens,
  type DueAttempt,
  describeBudgetRefusal,
  longestOutputTokens,
  type Model,
  outputLimitOf,
  type PriceTerms,
  priceTermsOf,
  worstCallUsd,
  worstOutputUsdPerMTok,
  worstPromptUsd,
} from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { SettledAttempt } from './generation.ts';
import { type Account, LedgerUnavailableError, type PricedCall, type Refusal } from './generation-ledger.ts';
import type { GenerationRequest } from './generation-request.ts';

/** The limits on the money of one generation. */
export type SpendingLimits = {
  /** The limit of the whole generation, US dollars; null for none. */
  costLimitUsd: number | null;
  /** The account of its reservations; null if no budget applies. */
  account: Account | null;
  /** The request's output limit; null for the model's own limit. */
  maxOutputTokens: number | null;
  terms: PriceTerms;
};

/** Keeps one generation within its limits, attempt by attempt. */
export class Spending {
  readonly #limits: SpendingLimits;
  #spentUsd = 0;
  /** Output limits by model, where the remaining money affords less than the plan allows. */
  readonly #affordable = new Map<string, number>();
  /** Two calls that run at once, as they were reserved, the later one first. Empty if one runs alone. */
  #pair: readonly PricedCall[] = [];

  constructor(limits: SpendingLimits) {
    this.#limits = limits;
  }

  /** Whether an attempt can be paid. Its worst case is reserved before it is admitted. */
  admit(due: DueAttempt, inputTokens: number): Admission | Promise<Admission> {
    const { candidate, model, sentText, beside } = due;
    if (beside !== null) return this.#admitBoth([due, beside], inputTokens);
    const promptTokens = sentText === '' ? inputTokens : inputTokens + countOutputTokens(sentText, model);
    const outputTokens = this.#boundOutput(candidate, model, promptTokens);
    if (outputTokens === null) {
      const limit = this.#limits.costLimitUsd ?? 0;
      return refuse(
        `${this.#spentUsd} of the ${limit} dollars that this request may cost are spent, and the rest is not enough`,
      );
    }
    if (this.#limits.account === null) return admitted;
    return this.#raise(this.#limits.account, [priced(model, promptTokens, outputTokens, this.#limits.terms)]);
  }

  /** Two attempts at once may each reach its worst case. */
  async #admitBoth(
    attempts: readonly Pick<DueAttempt, 'candidate' | 'model'>[],
    inputTokens: number,
  ): Promise<Admission> {
    const { costLimitUsd, account, terms } = this.#limits;
    const calls = attempts.map(({ candidate, model }) =>
      priced(model, inputTokens, this.outputLimit(candidate, model, inputTokens), terms),
    );
    const mostUsd = calls.reduce((sum, { worstCaseUsd }) => sum + (worstCaseUsd ?? 0), this.#spentUsd);
    if (costLimitUsd !== null && mostUsd > costLimitUsd) {
      return refuse(
        `together with the running call it may cost ${mostUsd} dollars, but this request may cost ${costLimitUsd}`,
      );
    }
    const admission = account === null ? admitted : await this.#raise(account, calls);
    if (admission.isAdmitted) this.#pair = calls;
    return admission;
  }

  /** Withdraws the later of two calls at once. Does nothing if it was not admitted. */
  withdraw(): void {
    this.#endOne(this.#pair[0]?.modelId);
  }

  /** Ends one of two calls, and frees its reservation. */
  #endOne(modelId: string | undefined): void {
    const index = this.#pair.findIndex((call) => call.modelId === modelId);
    if (index === -1) return;
    this.#limits.account?.lower(this.#pair.filter((_, each) => each !== index));
    this.#pair = [];
  }

  /** The most tokens that a candidate may answer within its reservation. */
  outputLimit(candidate: Candidate, model: Model, inputTokens: number): number {
    const bound = candidate.maxOutputTokens ?? this.#limits.maxOutputTokens;
    const most = longestOutputTokens(model, inputTokens, bound);
    return Math.min(most, this.#affordable.get(model.id) ?? most);
  }

  /** Adds the cost of an attempt that is over. */
  charge(attempt: SettledAttempt): void {
    if (attempt.cost !== null) {
      this.#spentUsd += attempt.cost.totalUsd;
      this.#limits.account?.charge(attempt, attempt.cost.totalUsd);
    }
    this.#endOne(attempt.modelId);
  }

  /** Releases the reservation of a generation that does not run. */
  release(): void {
    this.#limits.account?.release();
  }

  /**
   * The most output tokens that the rest of the limit affords after an attempt that had a cost; null if it is too
   * little.
   */
  #boundOutput(candidate: Candidate, model: Model, promptTokens: number): number | null {
    const { costLimitUsd, maxOutputTokens, terms } = this.#limits;
    const { price, promptCache, id } = model;
    const most = this.outputLimit(candidate, model, promptTokens);
    if (costLimitUsd === null || price === null || this.#spentUsd === 0) return most;
    const leftUsd = costLimitUsd - this.#spentUsd;
    const priced = { price, promptCache };
    if (worstCallUsd(priced, promptTokens, most, terms) <= leftUsd) return most;
    const usdPerToken = worstOutputUsdPerMTok(priced, promptTokens, terms) / 1_000_000;
    const tokens = Math.floor((leftUsd - worstPromptUsd(priced, promptTokens, terms)) / usdPerToken);
    if (maxOutputTokens !== null || !(tokens >= 1)) return null;
    this.#affordable.set(id, tokens);
    return tokens;
  }

  async #raise(account: Account, calls: readonly PricedCall[]): Promise<Admission> {
    try {
      const refusal = await account.raise(calls);
      return refusal === null ? admitted : refuse(describeBudgetRefusal(budgetRefusal(refusal)));
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
      return refuse('it may cost more than is reserved for it, but the database that counts budgets does not answer');
    }
  }
}

const admitted: Admission = { isAdmitted: true };

function refuse(reason: string): Admission {
  return { isAdmitted: false, reason };
}

/**
 * The money limits of a request: its own limit, the amount that its caller has left, and the policy's limit per
 * request.
 */
export function spendingLimits(
  { call, routing: { costLimitUsd, budgetRemainingUsd } }: GenerationRequest,
  { policy }: Rules,
): Omit<SpendingLimits, 'account'> {
  const limits = [costLimitUsd, budgetRemainingUsd, policy.costControls.perRequestLimitUsd];
  const known = limits.filter((limit) => limit !== null);
  return {
    costLimitUsd: known.length === 0 ? null : Math.min(...known),
    maxOutputTokens: outputLimitOf(call),
    terms: priceTermsOf(call),
  };
}

/** A call at its highest cost: the counted prompt, and the longest answer that it may give. */
function priced(
  { id, deployments, price, promptCache }: Model,
  promptTokens: number,
  outputTokens: number,
  terms: PriceTerms,
): PricedCall {
  const worstCaseUsd = price === null ? null : worstCallUsd({ price, promptCache }, promptTokens, outputTokens, terms);
  return { modelId: id, deployments, worstCaseUsd };
}

/** The figures of a refusal in the form of a plan. */
export function budgetRefusal({ budgetId, budgetName, neededUsd, remainingUsd }: Refusal): BudgetRefusal {
  return { budgetId, budget: budgetName, neededUsd, remainingUsd };
}
