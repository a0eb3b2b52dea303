import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { AssistantPart, ToolCall } from '../contract/message.ts';
import type { FinishEvent, StartEvent, StreamEvent } from '../contract/stream-event.ts';
import type { TokenUsage } from '../contract/token-usage.ts';
import type { Warning } from '../contract/warning.ts';
import { AnswerParts } from './answer-parts.ts';

/** A whole answer. */
export type Answer = {
  /** In their order, with what the provider gave for the next turn: an assistant message as it stands. */
  parts: readonly AssistantPart[];
  /** All text parts, joined. */
  text: string;
  /** The thinking that the provider showed; empty where it showed none. */
  reasoning: string;
  /** In the order of their index. */
  toolCalls: readonly ToolCall[];
  finishReason: FinishReason;
  /** The provider's own word. */
  rawFinishReason: string | null;
  /** Null where the provider reported none. */
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** The provider's id of the answer. */
  responseId: string | null;
  /** The model as the provider named it. */
  servedModel: string | null;
  /** Events that could not be read and were skipped. */
  skippedEvents: number;
  /** What of the request could not be sent as it was asked. */
  warnings: readonly Warning[];
  /** What the provider says of the whole answer beside all that; null for nothing. */
  providerMetadata: Readonly<Record<string, unknown>> | null;
};

/**
 * Reads a stream to its end: the only way by which an answer becomes whole.
 *
 * Throws what the stream throws, and `StreamCutError` for one that ends without `finish`.
 */
export async function collectStream(stream: AsyncIterable<readonly StreamEvent[]>): Promise<Answer> {
  const answer = new AnswerParts();
  let start: StartEvent | null = null;
  let finish: FinishEvent | null = null;
  for await (const events of stream) {
    for (const event of events) {
      if (event.type === 'start') start = event;
      else if (event.type === 'finish') finish = event;
      else answer.add(event);
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
