import type { FinishReason } from '../contract/finish-reason.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { type JsonObject, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { errorFromEnd } from './cohere-error.ts';
import { toTokenUsage } from './cohere-usage.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    COMPLETE: 'stop',
    STOP_SEQUENCE: 'stop',
    MAX_TOKENS: 'length',
    ERROR_LIMIT: 'length',
    TOOL_CALL: 'tool-calls',
    ERROR_TOXIC: 'content-filter',
  }),
);

const failures = new Set(['ERROR', 'TIMEOUT']);

/** Reads the events of one answer of Cohere's chat, version 2. */
export class CohereAnswer implements AnswerTranslator {
  readonly endMark = null;
  progress: 'open' | 'ended' = 'open';
  readonly #context: ErrorContext;
  readonly #model: string;
  readonly #toolCalls = new ToolCallAssembler();
  readonly #callOfIndex = new Map<unknown, GrowingToolCall>();
  /** The member that carries the open reasoning; null where none is open. */
  #reasoningField: 'thinking' | 'tool_plan' | null = null;
  #hasStarted = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;

  /** Cohere does not name the model that serves. The requested one is used. */
  constructor(context: ErrorContext, model: string) {
    this.#context = context;
    this.#model = model;
  }

  markEnd(): void {}

  translate(event: JsonObject, into: StreamEvent[]): void {
    const message = readObject(readObject(event.delta)?.message);
    switch (event.type) {
      case 'content-start':
      case 'content-delta':
        this.#start(null, into);
        this.#readContent(readObject(message?.content), into);
        return;
      case 'message-start':
        this.#start(readText(event.id), into);
        return;
      case 'tool-plan-delta':
        this.#start(null, into);
        this.#think('tool_plan', readText(message?.tool_plan) ?? '', into);
        return;
      case 'content-end':
        this.#endReasoning(into);
        return;
      case 'tool-call-start':
      case 'tool-call-delta':
        this.#start(null, into);
        this.#endReasoning(into);
        this.#readToolCall(event.index, readObject(message?.tool_calls), into);
        return;
      case 'tool-call-end': {
        const call = this.#callOfIndex.get(event.index);
        if (call !== undefined) this.#toolCalls.end(call, into);
        return;
      }
      case 'message-end':
        this.#start(null, into);
        this.#end(readObject(event.delta));
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endReasoning(into);
    this.#toolCalls.endAll(into);
    into.push({
      type: 'finish',
      reason: reasonOf.get(this.#rawReason ?? '') ?? 'unknown',
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      skippedEvents,
    });
  }

  #start(responseId: string | null, into: StreamEvent[]): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    into.push({ type: 'start', responseId, servedModel: this.#model });
  }

  #readContent(content: JsonObject | null, into: StreamEvent[]): void {
    if (content === null) return;
    const text = readText(content.text);
    if (text !== null) {
      this.#endReasoning(into);
      pushText(into, text);
    }
    this.#think('thinking', readText(content.thinking) ?? '', into);
  }

  #think(field: 'thinking' | 'tool_plan', text: string, into: StreamEvent[]): void {
    if (text === '') return;
    if (this.#reasoningField !== field) this.#endReasoning(into);
    this.#reasoningField = field;
    pushReasoning(into, text);
  }

  #endReasoning(into: StreamEvent[]): void {
    if (this.#reasoningField === null) return;
    const { providerId } = this.#context;
    into.push({
      type: 'reasoning-end',
      state: { providerId, dialect: 'cohere', value: { field: this.#reasoningField } },
    });
    this.#reasoningField = null;
  }

  #readToolCall(index: unknown, piece: JsonObject | null, into: StreamEvent[]): void {
    const func = readObject(piece?.function);
    const name = readText(func?.name) ?? '';
    let call = this.#callOfIndex.get(index);
    if (call === undefined) {
      call = this.#toolCalls.begin(readText(piece?.id), name, into);
      this.#callOfIndex.set(index, call);
    }
    this.#toolCalls.name(call, name, into);
    this.#toolCalls.add(call, readText(func?.arguments) ?? '', into);
  }

  #end(delta: JsonObject | null): void {
    const rawReason = readText(delta?.finish_reason);
    if (rawReason !== null && failures.has(rawReason)) {
      throw errorFromEnd(rawReason, readText(delta?.error), this.#context);
    }
    this.#rawReason = rawReason;
    this.#usage = readObject(delta?.usage);
    this.progress = 'ended';
  }
}
