import {
  answerBuckets,
  answerTokens,
  type PromptUsage,
  promptBuckets,
  promptTokens,
  type TokenUsage,
  totalTokens,
} from '@penstock/providers';

/** Our own facts about a call, for a check of its provider's report. */
export type UsageEvidence = {
  /** Tokens of the prompt as counted before the call. Null if they were not counted. */
  countedInputTokens: number | null;
  /** The longest answer, by the request or by the model. Tokens. */
  allowedOutputTokens: number;
  /** Characters received: text, tool calls, reasoning, files, and the provider's state. */
  producedCharacters: number;
};

/** Providers add search results, files and their own turns to a prompt, and tokenizers differ. */
const mostInputFactor = 16;
/** Some providers count hidden reasoning as output. */
const mostOutputFactor = 2;
/** Output that a provider may not count: the first characters of an answer that it then filters. */
const mostFreeCharacters = 64;
/** Twice the largest context window. A smaller report is accepted. */
const spareTokens = 20_000_000;

/** Whether the reported prompt tokens are possible. They must not be zero if the prompt is not empty. */
export function isPromptCredible(usage: PromptUsage, { countedInputTokens }: UsageEvidence): boolean {
  const most = countedInputTokens === null ? mostTokens : countedInputTokens * mostInputFactor + spareTokens;
  const sum = promptTokens(usage);
  return (
    promptBuckets.every((bucket) => isCount(usage[bucket])) &&
    isCount(usage.cacheWriteHourTokens ?? 0) &&
    sum <= most &&
    (sum > 0 || (countedInputTokens ?? 0) === 0)
  );
}

/**
 * Whether the reported output tokens are possible. They must not exceed the request's limit or the maximum for their
 * characters. They must not be zero if output came.
 */
export function isOutputCredible(usage: TokenUsage, evidence: UsageEvidence): boolean {
  const { allowedOutputTokens, producedCharacters } = evidence;
  if (!answerBuckets.every((bucket) => isCount(usage[bucket]))) return false;
  const uncounted = totalTokens(usage) === 0 ? 0 : mostFreeCharacters;
  if (answerTokens(usage) === 0 && producedCharacters > uncounted) return false;
  // A character has at most four bytes, and a token at least one.
  const carried = producedCharacters * 4;
  const most = Math.max(allowedOutputTokens * mostOutputFactor, carried) + spareTokens;
  return answerBuckets.every((bucket) => usage[bucket] <= most);
}

/** No call has two billion tokens, and no database column can store more. */
const mostTokens = 2 ** 31 - 1;

function isCount(tokens: number): boolean {
  return Number.isInteger(tokens) && tokens >= 0 && tokens <= mostTokens;
}
