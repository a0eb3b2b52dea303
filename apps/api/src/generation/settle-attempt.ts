import { noTokens, type TokenUsage, tokenBuckets } from '@penstock/providers';
import { type AttemptRecord, amountsOf, costOf, type Model, type Price } from '@penstock/router';
import type { Cost, RunningCall, SettledAttempt } from './generation.ts';
import { nothing, priceCall } from './price-call.ts';

/**
 * Adds tokens and money to an attempt that is over. The tokens are those that the provider reported. Without a valid
 * report, an attempt that began to answer, or was outrun, is estimated (`isEstimated`). Its answer is counted. Its
 * prompt is the provider's early report, else it is counted too. `model` undefined: it has left the catalog, and the
 * attempt is unpriced. `baseline`: the policy's default model, undefined if it has none.
 */
export function settleAttempt(
  { providerMetadata: _, ...attempt }: AttemptRecord,
  model: Model | undefined,
  inputTokens: number,
  baseline?: Model,
): SettledAttempt {
  const { firstTokenMs, responseId, servedModel, finishReason, promptUsage, counted } = attempt;
  // An outrun call has had time to begin, so its prompt counts as billed.
  const isOutrun = attempt.outcome === 'outrun';
  const facts = [firstTokenMs, responseId, servedModel, finishReason, promptUsage, counted];
  const hasBegun = isOutrun || facts.some((fact) => fact !== null);
  const isEstimated = attempt.usage === null && hasBegun;
  const tokens = attempt.usage ?? (hasBegun ? estimate(attempt, inputTokens) : noTokens);
  return {
    ...attempt,
    tokens,
    isEstimated,
    cost: priceCall(tokens, model, attempt.billing ?? null),
    baselineUsd: baselineOf(attempt, tokens, baseline?.price ?? null),
  };
}

/**
 * Adds an estimate of tokens and money to a call whose process ended first. `model`, `baseline`: as in `settleAttempt`.
 */
export function settleInterrupted(
  { producedBytes: _, prefillBytes: __, ...call }: RunningCall,
  estimated: Pick<TokenUsage, 'inputTokens' | 'outputTokens'>,
  model: Model | undefined,
  baseline: Model | undefined,
): SettledAttempt {
  const tokens = { ...noTokens, ...estimated };
  return {
    ...call,
    outcome: 'interrupted',
    errorKind: 'interrupted',
    errorMessage: 'The process that made this call ended before it was over.',
    usage: null,
    rawUsage: null,
    finishReason: null,
    rawFinishReason: null,
    responseId: null,
    servedModel: null,
    skippedEvents: 0,
    promptUsage: null,
    counted: null,
    tokens,
    isEstimated: true,
    cost: priceCall(tokens, model, null),
    // Its caller got no answer.
    baselineUsd: baseline?.price == null ? null : 0,
  };
}

function estimate({ promptUsage, counted }: AttemptRecord, inputTokens: number): TokenUsage {
  const prompt = promptUsage ?? { inputTokens: inputTokens + (counted?.prefillTokens ?? 0) };
  return {
    ...noTokens,
    ...prompt,
    outputTokens: counted?.outputTokens ?? 0,
    reasoningTokens: counted?.reasoningTokens ?? 0,
  };
}

function baselineOf({ outcome }: AttemptRecord, tokens: TokenUsage, price: Price | null): number | null {
  if (price === null) return null;
  return outcome === 'succeeded' ? costOf(price, tokens).totalUsd : 0;
}

/** The most tokens of a bucket in one record: the largest integer of its column. */
const mostTokens = 2 ** 31 - 1;

/** The tokens of all attempts, bucket by bucket. A bucket stops at 2,147,483,647. */
export function sumTokens(attempts: readonly { tokens: TokenUsage }[]): TokenUsage {
  const sum = { ...noTokens };
  for (const { tokens } of attempts) {
    for (const bucket of tokenBuckets) sum[bucket] = Math.min(sum[bucket] + tokens[bucket], mostTokens);
  }
  return sum;
}

/** The cost of all attempts, bucket by bucket; null if one of them is unpriced. */
export function sumCosts(attempts: readonly { cost: Cost | null }[]): Cost | null {
  let sum = nothing;
  for (const { cost } of attempts) {
    if (cost === null) return null;
    if (cost !== nothing) sum = sum === nothing ? cost : addCosts(sum, cost);
  }
  return sum;
}

function addCosts(left: Cost, right: Cost): Cost {
  return {
    ...amountsOf((amount) => left[amount] + right[amount]),
    statedUsd: left.statedUsd === null || right.statedUsd === null ? null : left.statedUsd + right.statedUsd,
    priceSource:
      left.priceSource === right.priceSource ? left.priceSource : `${left.priceSource}, ${right.priceSource}`,
    tierAboveInputTokens: left.tierAboveInputTokens === right.tierAboveInputTokens ? left.tierAboveInputTokens : null,
  };
}
