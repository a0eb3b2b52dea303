import type { FinishReason } from '../contract/finish-reason.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { LogprobsMemory } from '../stream/logprobs-memory.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { toTokenUsage } from './ollama-usage.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({ stop: 'stop', length: 'length' }),
);

/** Reads the lines of one answer of `/api/chat`. */
export class OllamaAnswer implements AnswerTranslator {
  progress: 'open' | 'ended' = 'open';
  readonly #context: ErrorContext;
  readonly #onLoaded: () => void;
  readonly #toolCalls = new ToolCallAssembler();
  #hasStarted = false;
  #isThinking = false;
  #lastLine: JsonObject | null = null;
  readonly #logprobs = new LogprobsMemory();

  /** `onLoaded`: called at the beginning and the end of an answer, when the model is loaded. */
  constructor(context: ErrorContext, onLoaded: () => void = () => {}) {
    this.#context = context;
    this.#onLoaded = onLoaded;
  }

  markEnd(): void {
    if (this.#hasStarted) this.progress = 'ended';
  }

  translate(line: JsonObject, into: StreamEvent[]): void {
    // Some servers answer in the form of `/api/generate`.
    const message = readObject(line.message) ?? (readText(line.response) === null ? null : { content: line.response });
    if (message === null && line.done !== true) return;
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      this.#onLoaded();
      into.push({ type: 'start', responseId: null, servedModel: readText(line.model) });
    }
    if (message !== null) this.#readMessage(message, line.logprobs, into);
    if (line.done === true) {
      this.#lastLine = line;
      this.#onLoaded();
      this.progress = 'ended';
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endThinking(into);
    this.#toolCalls.endAll(into);
    const line = this.#lastLine ?? {};
    const rawReason = readText(line.done_reason);
    const reason = reasonOf.get(rawReason ?? '') ?? 'unknown';
    const logprobs = this.#logprobs.take();
    into.push({
      type: 'finish',
      reason: reason === 'stop' && this.#toolCalls.count > 0 ? 'tool-calls' : reason,
      rawReason,
      usage: line.eval_count == null ? null : toTokenUsage(line),
      rawUsage: statisticsOf(line),
      skippedEvents,
      ...(logprobs !== null && { logprobs }),
    });
  }

  #readMessage(message: JsonObject, logprobs: unknown, into: StreamEvent[]): void {
    const thinking = readText(message.thinking);
    if (thinking !== null) {
      this.#isThinking = true;
      pushReasoning(into, thinking);
    }
    const text = readText(message.content);
    const calls = readList(message.tool_calls);
    if (text !== null || calls.length > 0) this.#endThinking(into);
    // Log probabilities of reasoning have no place in the answer.
    if (thinking === null) this.#logprobs.add('content', logprobs);
    if (text !== null) pushText(into, text, this.#logprobs.ofDelta('content'));
    for (const item of calls) this.#readToolCall(readObject(item), into);
  }

  #endThinking(into: StreamEvent[]): void {
    if (!this.#isThinking) return;
    this.#isThinking = false;
    into.push({ type: 'reasoning-end', state: { providerId: this.#context.providerId, dialect: 'ollama', value: {} } });
  }

  /** Calls come whole, with parsed arguments. */
  #readToolCall(item: JsonObject | null, into: StreamEvent[]): void {
    const func = readObject(item?.function);
    const name = readText(func?.name);
    if (name === null) return;
    const call = this.#toolCalls.begin(readText(item?.id), name, into);
    this.#toolCalls.add(call, argumentsText(func?.arguments), into);
    this.#toolCalls.end(call, into);
  }
}

/** Counts and durations, without the message. */
function statisticsOf(line: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(line).filter(([name]) => /_(?:count|duration)$/.test(name)));
}
