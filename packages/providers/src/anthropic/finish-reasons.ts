import type { FinishReason } from '../contract/finish-reason.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    refusal: 'stop',
    // Servers that copy the protocol pass on OpenAI's words.
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool-calls',
    content_filter: 'content-filter',
  }),
);

/** Reasons after which the answer waits for its calls. */
const plain: ReadonlySet<string | null> = new Set([null, 'end_turn', 'stop']);

/**
 * `calls`: tool calls of the answer. Servers that copy the protocol use the usual reason for an answer with calls. The
 * call of the answer tool is the answer itself, and does not count.
 */
export function toFinishReason(rawReason: string | null, calls: number): FinishReason {
  if (calls > 0 && plain.has(rawReason)) return 'tool-calls';
  const reason = reasonOf.get(rawReason ?? '') ?? 'unknown';
  return reason === 'tool-calls' && calls === 0 ? 'stop' : reason;
}
