import { type PromptUsage, type TokenUsage, totalTokens } from '@penstock/providers';

/** What is known of a call beside its provider's word. */
export type UsageEvidence = {
  /** Tokens of the prompt as counted before the call; null where nothing was counted. */
  countedInputTokens: number | null;
  /** The most that was asked for, or that the model can produce. Tokens. */
  allowedOutputTokens: number;
  /** Characters of all that has come: text, tool calls, reasoning, files, and what the provider wants back. */
  producedCharacters: number;
};

/** Providers add search results, files and turns of their own to a prompt, and tokenizers differ. */
const mostInputFactor = 16;
/** Thoughts that are not shown count as output with some. */
const mostOutputFactor = 2;
/** Twice the largest context window there is: below it, a provider's report counts as it stands. */
const spareTokens = 20_000_000;

/** Whether the buckets of a prompt can be what was billed. */
export function isPromptCredible(usage: PromptUsage, { countedInputTokens }: UsageEvidence): boolean {
  const { inputTokens, cachedInputTokens, cacheWriteTokens } = usage;
  const most = countedInputTokens === null ? mostTokens : countedInputTokens * mostInputFactor + spareTokens;
  return (
    isCount(inputTokens) &&
    isCount(cachedInputTokens) &&
    isCount(cacheWriteTokens) &&
    inputTokens + cachedInputTokens + cacheWriteTokens <= most
  );
}

/**
 * Whether the buckets of an answer can be what was billed: no more than the request allowed or than its characters could
 * carry, and not nothing at all where something came.
 */
export function isOutputCredible(usage: TokenUsage, evidence: UsageEvidence): boolean {
  const { outputTokens, reasoningTokens } = usage;
  const { allowedOutputTokens, producedCharacters } = evidence;
  if (!isCount(outputTokens) || !isCount(reasoningTokens)) return false;
  if (totalTokens(usage) === 0 && producedCharacters > 0) return false;
  // A character is four bytes at most, and a token one byte at least.
  const carried = producedCharacters * 4;
  const most = Math.max(allowedOutputTokens * mostOutputFactor, carried) + spareTokens;
  return outputTokens <= most && reasoningTokens <= most;
}

/** No call has two thousand million tokens, and no column of them holds more. */
const mostTokens = 2 ** 31 - 1;

function isCount(tokens: number): boolean {
  return Number.isInteger(tokens) && tokens >= 0 && tokens <= mostTokens;
}
