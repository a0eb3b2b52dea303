import { answerTokens, type FinishReason, promptTokens, refusalOf, type TokenUsage } from '@penstock/providers';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  unknown: 'end_turn',
};

/** The stop reasons of Anthropic's own models. They are passed on unchanged. */
const ownWords: ReadonlySet<string> = new Set([
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'compaction',
  'model_context_window_exceeded',
]);

/** Anthropic's stop reason for a generation. */
export function toStopReason({ finishReason, rawFinishReason, toolCalls, parts }: Generation): string {
  const isOwn = rawFinishReason !== null && ownWords.has(rawFinishReason);
  // The call of a tool that only carries the answer is not shown.
  if (isOwn && (rawFinishReason !== 'tool_use' || toolCalls.length > 0)) return rawFinishReason;
  if (refusalOf(parts) !== null) return 'refusal';
  return stopReasons[finishReason ?? 'stop'];
}

/** Facts of the served answer beside its content, for example `stop_sequence` and `container`. */
export function answerFacts({ providerMetadata }: Pick<Generation, 'providerMetadata'>): JsonObject {
  const { stop_sequence = null, stop_details, container } = providerMetadata ?? {};
  return {
    stop_sequence: typeof stop_sequence === 'string' ? stop_sequence : null,
    ...(stop_details !== undefined && { stop_details }),
    ...(container !== undefined && { container }),
  };
}

const besideNames = ['context_management', 'diagnostics', 'input_transformations'] as const;

/** Facts that a stream sends beside `delta` in `message_delta`, for example `context_management`. */
export function factsBeside({ providerMetadata }: Pick<Generation, 'providerMetadata'>): JsonObject {
  return Object.fromEntries(
    besideNames.flatMap((name) => (providerMetadata?.[name] === undefined ? [] : [[name, providerMetadata[name]]])),
  );
}

/**
 * Tokens as Anthropic counts them: each kind apart, but reasoning within the output. Further figures of Anthropic's own
 * models are passed on.
 */
export function toMessagesUsage({ tokens, attempts, rawFinishReason }: Generation) {
  const served = servedOf(attempts);
  const isOwn = rawFinishReason !== null && ownWords.has(rawFinishReason);
  const reported = isOwn && isObject(served?.rawUsage) ? served.rawUsage : {};
  return { ...reported, ...toUsage(tokens) };
}

/** The tokens without the provider's further figures. */
export function toUsage(tokens: TokenUsage) {
  const { cachedInputTokens, cacheWriteTokens, cacheWriteHourTokens = 0 } = tokens;
  return {
    input_tokens: promptTokens(tokens) - cachedInputTokens - cacheWriteTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedInputTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: cacheWriteTokens - cacheWriteHourTokens,
      ephemeral_1h_input_tokens: cacheWriteHourTokens,
    },
    output_tokens: answerTokens(tokens),
  };
}

function servedOf(attempts: readonly SettledAttempt[]): SettledAttempt | undefined {
  return attempts.findLast(({ outcome }) => outcome === 'succeeded');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
