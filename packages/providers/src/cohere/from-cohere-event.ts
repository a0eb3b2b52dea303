import type { FinishReason } from '../contract/finish-reason.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { errorFromEvent } from '../http/error-from-document.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
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

/** The maximum number of citations of one answer. */
const mostCitations = 1_000;

/** Reads the events of one answer of Cohere's chat, version 2. */
export class CohereAnswer implements AnswerTranslator {
  progress: 'open' | 'ended' = 'open';
  readonly #context: ErrorContext;
  readonly #model: string;
  readonly #toolCalls = new ToolCallAssembler();
  readonly #callOfIndex = new Map<unknown, GrowingToolCall>();
  /** The member that contains the open reasoning. Null if none is open. */
  #reasoningField: 'thinking' | 'tool_plan' | null = null;
  #hasStarted = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;
  readonly #citations: JsonObject[] = [];

  /** Cohere does not report the model that serves, so the requested name is used. */
  constructor(context: ErrorContext, model: string) {
    this.#context = context;
    this.#model = model;
  }

  markEnd(): void {
    if (this.#hasStarted) this.progress = 'ended';
  }

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
        this.#readToolCall(event.index, readObject(message?.tool_calls), event.type === 'tool-call-start', into);
        return;
      case 'tool-call-end': {
        const call = this.#callAt(event.index);
        if (call !== undefined) this.#toolCalls.end(call, into);
        return;
      }
      case 'citation-start':
        this.#cite(message?.citations);
        return;
      case 'message-end':
        this.#start(null, into);
        this.#end(readObject(event.delta));
        return;
      case undefined:
      case null:
        this.#readWhole(event, into);
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endReasoning(into);
    this.#toolCalls.endAll(into);
    into.push({
      type: 'finish',
      reason: this.#reason(),
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      skippedEvents,
      ...(this.#citations.length > 0 && { providerMetadata: { citations: this.#citations } }),
    });
  }

  /** An answer in one document. */
  #readWhole(answer: JsonObject, into: StreamEvent[]): void {
    const message = readObject(answer.message);
    if (message === null) return;
    this.#start(readText(answer.id), into);
    this.#think('tool_plan', readText(message.tool_plan) ?? '', into);
    for (const part of readList(message.content)) this.#readContent(readObject(part), into);
    for (const [index, call] of readList(message.tool_calls).entries()) {
      this.#endReasoning(into);
      this.#readToolCall(index, readObject(call), true, into);
    }
    for (const citation of readList(message.citations)) this.#cite(citation);
    this.#end(answer);
  }

  #cite(value: unknown): void {
    const citation = readObject(value);
    if (citation !== null && this.#citations.length < mostCitations) this.#citations.push(citation);
  }

  #reason(): FinishReason {
    const reason = reasonOf.get(this.#rawReason ?? '') ?? 'unknown';
    return reason === 'stop' && this.#toolCalls.count > 0 ? 'tool-calls' : reason;
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

  #readToolCall(index: unknown, piece: JsonObject | null, isStart: boolean, into: StreamEvent[]): void {
    const func = readObject(piece?.function);
    const name = readText(func?.name) ?? '';
    // Every call begins with its start event, also if two calls have the same index.
    let call = isStart ? undefined : this.#callAt(index);
    if (call === undefined) {
      call = this.#toolCalls.begin(readText(piece?.id), name, into);
      this.#callOfIndex.set(index, call);
    }
    this.#toolCalls.name(call, name, into);
    this.#toolCalls.add(call, argumentsText(func?.arguments), into);
  }

  /** The call of an index. The last call if the index is missing or unknown. */
  #callAt(index: unknown): GrowingToolCall | undefined {
    return this.#callOfIndex.get(index) ?? this.#toolCalls.last;
  }

  #end(delta: JsonObject | null): void {
    const rawReason = readText(delta?.finish_reason);
    if (rawReason !== null && failures.has(rawReason)) {
      throw errorFromEvent({ code: rawReason, message: delta?.error }, this.#context);
    }
    this.#rawReason = rawReason;
    this.#usage = readObject(delta?.usage);
    this.progress = 'ended';
  }
}
