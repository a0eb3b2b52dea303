import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { AssistantPart, ToolCall } from '../contract/message.ts';
import type { FinishEvent, StartEvent, StreamEvent } from '../contract/stream-event.ts';
import type { TokenUsage } from '../contract/token-usage.ts';
import type { Warning } from '../contract/warning.ts';
import { AnswerParts } from './answer-parts.ts';

/** A complete answer. */
export type Answer = {
  /** In their order, with the provider's state for the next turn: the parts of an assistant message. */
  parts: readonly AssistantPart[];
  /** All text parts, joined. */
  text: string;
  /** The text of the model's refusal. Null for none. `text` is then empty. */
  refusal: string | null;
  /** Visible reasoning. Empty for none. */
  reasoning: string;
  /** In the order of their index. */
  toolCalls: readonly ToolCall[];
  finishReason: FinishReason;
  /** The provider's own word. */
  rawFinishReason: string | null;
  /** Null if the provider reported none. */
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** The provider's id of the answer. */
  responseId: string | null;
  /** The model name in the provider's answer. */
  servedModel: string | null;
  /** Unreadable events that were skipped. */
  skippedEvents: number;
  /** Settings of the request that were adapted. */
  warnings: readonly Warning[];
  /** Other data of the provider about the whole answer. Null for none. */
  providerMetadata: Readonly<Record<string, unknown>> | null;
};

/**
 * Reads a stream to its end: the only way to a complete answer. Throws the stream's errors, and `StreamCutError` for a
 * stream that ends without `finish`.
 */
export async function collectStream(stream: AsyncIterable<readonly StreamEvent[]>): Promise<Answer> {
  const answer = new AnswerParts();
  let start: StartEvent | null = null;
  let finish: FinishEvent | null = null;
  for await (const events of stream) {
    for (const event of events) {
      if (event.type === 'start') {
        start = event;
      } else if (event.type === 'finish') {
        finish = event;
        if (event.refusal !== undefined) answer.add({ type: 'refusal-delta', text: event.refusal });
      } else {
        answer.add(event);
      }
    }
  }
  if (finish === null) {
    throw new StreamCutError({ providerId: 'unknown', message: 'The stream ended without its finish event.' });
  }
  return toAnswer(answer, start, finish);
}

function toAnswer(answer: AnswerParts, start: StartEvent | null, finish: FinishEvent): Answer {
  return {
    parts: answer.parts,
    text: answer.text,
    refusal: answer.refusal,
    reasoning: answer.reasoning,
    toolCalls: answer.toolCalls,
    finishReason: finish.reason,
    rawFinishReason: finish.rawReason,
    usage: finish.usage,
    rawUsage: finish.rawUsage,
    responseId: start?.responseId ?? null,
    servedModel: start?.servedModel ?? null,
    skippedEvents: finish.skippedEvents,
    warnings: start?.warnings ?? [],
    providerMetadata: finish.providerMetadata ?? null,
  };
}
