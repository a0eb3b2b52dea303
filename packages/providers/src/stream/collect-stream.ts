import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { ToolCall } from '../contract/message.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { TokenUsage } from '../contract/token-usage.ts';

/** A whole answer. */
export type Answer = {
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
};

/**
 * Reads a stream to its end: the only way by which an answer becomes whole.
 *
 * Throws what the stream throws, and `StreamCutError` for one that ends without `finish`.
 */
export async function collectStream(stream: AsyncIterable<readonly StreamEvent[]>): Promise<Answer> {
  const answer = emptyAnswer();
  const toolCalls: ToolCall[] = [];
  let isFinished = false;
  for await (const events of stream) {
    for (const event of events) {
      if (event.type === 'tool-call-end') {
        toolCalls[event.index] = { id: event.id, name: event.name, arguments: event.arguments };
      } else if (addEvent(answer, event)) {
        isFinished = true;
      }
    }
  }
  if (!isFinished) {
    throw new StreamCutError({ providerId: 'unknown', message: 'The stream ended without its finish event.' });
  }
  answer.toolCalls = toolCalls.filter((call) => call !== undefined);
  return answer;
}

function emptyAnswer(): Answer {
  return {
    text: '',
    reasoning: '',
    toolCalls: [],
    finishReason: 'unknown',
    rawFinishReason: null,
    usage: null,
    rawUsage: null,
    responseId: null,
    servedModel: null,
    skippedEvents: 0,
  };
}

/** Returns whether the event was the last. */
function addEvent(answer: Answer, event: StreamEvent): boolean {
  switch (event.type) {
    case 'start':
      answer.responseId = event.responseId;
      answer.servedModel = event.servedModel;
      return false;
    case 'text-delta':
      answer.text += event.text;
      return false;
    case 'reasoning-delta':
      answer.reasoning += event.text;
      return false;
    case 'finish':
      answer.finishReason = event.reason;
      answer.rawFinishReason = event.rawReason;
      answer.usage = event.usage;
      answer.rawUsage = event.rawUsage;
      answer.skippedEvents = event.skippedEvents;
      return true;
    case 'tool-call-start':
    case 'tool-call-delta':
    case 'tool-call-end':
      return false;
    default:
      return event satisfies never;
  }
}
