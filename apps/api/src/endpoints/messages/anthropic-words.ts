import { answerTokens, type FinishReason, refusalOf, type TokenUsage } from '@penstock/providers';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  unknown: 'end_turn',
};

/** The words that Anthropic's own models give. They go on as they came. */
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

/** Anthropic's word for why a model stopped. */
export function toStopReason({ finishReason, rawFinishReason, toolCalls, parts }: Generation): string {
  const isOwn = rawFinishReason !== null && ownWords.has(rawFinishReason);
  // A tool whose call was the answer itself is not shown.
  if (isOwn && (rawFinishReason !== 'tool_use' || toolCalls.length > 0)) return rawFinishReason;
  if (refusalOf(parts) !== null) return 'refusal';
  return stopReasons[finishReason ?? 'stop'];
}

/** What the served answer said of itself beside its content, as `stop_sequence` and `container`. */
export function answerFacts({ attempts }: Pick<Generation, 'attempts'>): JsonObject {
  const { providerMetadata = {} } = servedOf(attempts) ?? {};
  const { stop_sequence = null, stop_details, container } = providerMetadata;
  return {
    stop_sequence: typeof stop_sequence === 'string' ? stop_sequence : null,
    ...(stop_details !== undefined && { stop_details }),
    ...(container !== undefined && { container }),
  };
}

const besideNames = ['context_management', 'diagnostics', 'input_transformations'] as const;

/** The same, of what stands beside the message's end in a stream, as `context_management`. */
export function factsBeside({ attempts }: Pick<Generation, 'attempts'>): JsonObject {
  const { providerMetadata = {} } = servedOf(attempts) ?? {};
  const given = besideNames.filter((name) => providerMetadata[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, providerMetadata[name]]));
}

/**
 * Tokens as Anthropic counts them: apart from each other, but reasoning within the answer's. What Anthropic's models report
 * beyond that goes along.
 */
export function toMessagesUsage({ tokens, attempts, rawFinishReason }: Generation) {
  const served = servedOf(attempts);
  const isOwn = rawFinishReason !== null && ownWords.has(rawFinishReason);
  const reported = isOwn && isObject(served?.rawUsage) ? served.rawUsage : {};
  return { ...reported, ...toUsage(tokens) };
}

/** The same without what was reported. */
export function toUsage(tokens: TokenUsage) {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, cacheWriteHourTokens = 0 } = tokens;
  return {
    input_tokens: inputTokens,
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
