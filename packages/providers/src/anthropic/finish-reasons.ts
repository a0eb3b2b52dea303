import type { FinishReason } from '../contract/finish-reason.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    refusal: 'stop',
    // Servers that copy the protocol hand on the words of OpenAI's.
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool-calls',
    content_filter: 'content-filter',
  }),
);

/** Reasons after which the calls of an answer are what it waits for. */
const plain: ReadonlySet<string | null> = new Set([null, 'end_turn', 'stop']);

/**
 * `calls`: tool calls of the answer. Servers that copy the protocol end an answer with calls as any other. The call of
 * the answer tool is the answer itself, and does not count.
 */
export function toFinishReason(rawReason: string | null, calls: number): FinishReason {
  if (calls > 0 && plain.has(rawReason)) return 'tool-calls';
  const reason = reasonOf.get(rawReason ?? '') ?? 'unknown';
  return reason === 'tool-calls' && calls === 0 ? 'stop' : reason;
}
