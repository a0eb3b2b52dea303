import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ContentFilterError } from '../contract/errors/content-filter-error.ts';
import { ServerError } from '../contract/errors/server-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { type AiSdkErrorContext, isUnreadableEvent, toProviderError } from './ai-sdk-error.ts';
import { toTokenUsage } from './ai-sdk-usage.ts';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: Type }>;

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    length: 'length',
    'content-filter': 'content-filter',
    'tool-calls': 'tool-calls',
  }),
);

/** Reads the parts of one answer of the AI SDK. */
export class AiSdkAnswer {
  isFinished = false;
  readonly #context: AiSdkErrorContext;
  readonly #toolCalls = new ToolCallAssembler();
  readonly #callOfId = new Map<string, GrowingToolCall>();
  #metadata: { responseId: string | null; servedModel: string | null } = { responseId: null, servedModel: null };
  #hasStarted = false;
  #skippedEvents = 0;

  constructor(context: AiSdkErrorContext) {
    this.#context = context;
  }

  /** Adds what one part means. Throws `ProviderError` for an error that came as a part. */
  translate(part: LanguageModelV4StreamPart, into: StreamEvent[]): void {
    switch (part.type) {
      case 'text-delta':
        this.#start(into);
        pushText(into, part.delta);
        return;
      case 'reasoning-delta':
        this.#start(into);
        pushReasoning(into, part.delta);
        return;
      case 'tool-input-start':
        this.#begin(part.id, part.toolName, into);
        return;
      case 'tool-input-delta': {
        const call = this.#callOfId.get(part.id);
        if (call !== undefined) this.#toolCalls.add(call, part.delta, into);
        return;
      }
      case 'tool-call':
        this.#readWholeCall(part, into);
        return;
      case 'response-metadata':
        this.#metadata = { responseId: part.id ?? null, servedModel: part.modelId ?? null };
        return;
      case 'error':
        if (!isUnreadableEvent(part.error)) throw toProviderError(part.error, this.#context);
        this.#skippedEvents += 1;
        return;
      case 'finish':
        this.#finish(part, into);
    }
  }

  /** The stream has no more parts. Throws `StreamCutError` when the answer is not finished. */
  end(): void {
    if (!this.isFinished) throw this.#cut();
  }

  #start(into: StreamEvent[]): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    into.push({ type: 'start', ...this.#metadata });
  }

  #begin(id: string, name: string, into: StreamEvent[]): GrowingToolCall {
    this.#start(into);
    const call = this.#toolCalls.begin(id, name, into);
    this.#callOfId.set(id, call);
    return call;
  }

  /** Most providers send the pieces first and the whole behind them; some only the whole. */
  #readWholeCall(part: Part<'tool-call'>, into: StreamEvent[]): void {
    const known = this.#callOfId.get(part.toolCallId);
    const call = known ?? this.#begin(part.toolCallId, part.toolName, into);
    if (call.argumentsText === '' && part.input !== '{}') this.#toolCalls.add(call, part.input, into);
    this.#toolCalls.end(call, into);
  }

  #finish(part: Part<'finish'>, into: StreamEvent[]): void {
    const { unified, raw } = part.finishReason;
    // Without a word from the provider the packages say `other`: the stream ended before its end.
    if (unified === 'interrupted' || (unified === 'other' && raw === undefined)) throw this.#cut();
    if (unified === 'error') {
      const { providerId } = this.#context;
      throw new ServerError({ providerId, message: `${providerId} gave up its answer (${raw ?? 'no reason given'}).` });
    }
    if (unified === 'content-filter' && !this.#hasStarted) throw this.#refused(raw ?? null);
    this.#start(into);
    this.#toolCalls.endAll(into);
    this.isFinished = true;
    into.push({
      type: 'finish',
      reason: reasonOf.get(unified) ?? 'unknown',
      rawReason: raw ?? null,
      usage: toTokenUsage(part.usage),
      rawUsage: part.usage.raw ?? part.usage,
      skippedEvents: this.#skippedEvents,
    });
  }

  /** Filtered before a word was written: it is the prompt that was refused. */
  #refused(rawCode: string | null): ContentFilterError {
    const { providerId, model } = this.#context;
    const why = rawCode ?? 'no reason given';
    return new ContentFilterError({
      providerId,
      message: `${providerId} blocked the prompt for '${model}' (${why}).`,
      rawCode,
    });
  }

  #cut(): StreamCutError {
    const { providerId } = this.#context;
    return new StreamCutError({
      providerId,
      message: `${providerId} broke off its answer: the stream ended without a finish reason.`,
    });
  }
}
