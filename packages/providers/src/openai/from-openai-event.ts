import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import type { TextSlot } from '../stream/event-parser.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { PrefillStripper } from '../stream/strip-prefill.ts';
import { errorFromEvent } from './openai-error.ts';
import { toTokenUsage } from './openai-usage.ts';
import { ReasoningMemory } from './reasoning-memory.ts';
import { ToolCallPieces } from './tool-call-pieces.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    // Together and TGI.
    eos: 'stop',
    eos_token: 'stop',
    stop_sequence: 'stop',
    length: 'length',
    max_tokens: 'length',
    // Mistral: the window is full.
    model_length: 'length',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'content-filter',
  }),
);

/** Finish reasons that mean a failure. */
const failureOf: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    // Mistral, OpenRouter.
    error: 'server-error',
    // DeepSeek.
    insufficient_system_resource: 'overloaded',
    // vLLM.
    abort: 'stream-cut',
  }),
);

/** Members of a chunk that concern the whole answer. */
const metadataMembers = ['service_tier', 'system_fingerprint', 'provider', 'citations', 'search_results'] as const;

const textMembers = ['content', 'reasoning_content', 'reasoning'] as const;

function findTextSlot(chunk: JsonObject): TextSlot | null {
  const holder = readObject(readObject(readList(chunk.choices)[0])?.delta);
  const member = holder === null ? undefined : textMembers.find((name) => readText(holder[name]) !== null);
  return holder === null || member === undefined ? null : { holder, member };
}

/** Reads the chunks of one answer in the openai dialect. */
export class OpenAiAnswer implements AnswerTranslator {
  readonly findTextSlot = findTextSlot;
  readonly endMark = '[DONE]';
  readonly #context: ErrorContext;
  readonly #toolCalls: ToolCallPieces;
  readonly #stripper: PrefillStripper | null;
  readonly #reasoning = new ReasoningMemory();
  /** Data beside the text that goes back with it, such as Google's signature at its address for this dialect. */
  #extraContent: JsonObject | null = null;
  #metadata: JsonObject | null = null;
  #hasStarted = false;
  #isEnded = false;
  #isRefused = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;
  #isUsageLast = false;

  /** `repeatedPrefill`: the text that this provider repeats before its continuation; null for other providers. */
  constructor(context: ErrorContext, repeatedPrefill: string | null) {
    this.#context = context;
    this.#toolCalls = new ToolCallPieces(context.providerId);
    this.#stripper = repeatedPrefill === null ? null : new PrefillStripper(repeatedPrefill);
  }

  get progress(): 'open' | 'whole' | 'ended' {
    if (this.#isEnded || this.#isUsageLast) return 'ended';
    return this.#rawReason === null ? 'open' : 'whole';
  }

  markEnd(): void {
    // Without a single chunk, the mark means a cut stream.
    this.#isEnded = this.#hasStarted;
  }

  translate(chunk: JsonObject, into: StreamEvent[]): void {
    const error = errorFromEvent(chunk, this.#context);
    if (error !== null) throw error;
    const choice = readObject(readList(chunk.choices)[0]);
    if (!this.#hasStarted) this.#start(chunk, choice, into);
    if (choice !== null) this.#readChoice(choice, into);
    const usage = readObject(chunk.usage) ?? readObject(readObject(chunk.x_groq)?.usage);
    if (usage !== null || this.#rawReason !== null) this.#readMetadata(chunk);
    if (usage !== null) {
      this.#usage = usage;
      this.#isUsageLast = this.#rawReason !== null;
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endReasoning(into);
    if (this.#stripper !== null) pushText(into, this.#stripper.release());
    this.#endText(into);
    this.#toolCalls.endAll(into);
    into.push({
      type: 'finish',
      reason: this.#reason(),
      rawReason: this.#isRefused ? 'refusal' : this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      skippedEvents,
      ...(this.#metadata !== null && { providerMetadata: this.#metadata }),
    });
  }

  /** Azure begins with a chunk that has neither id nor choices; the next chunk starts the answer. */
  #start(chunk: JsonObject, choice: JsonObject | null, into: StreamEvent[]): void {
    const responseId = readText(chunk.id);
    if (responseId === null && choice === null) return;
    this.#hasStarted = true;
    into.push({ type: 'start', responseId, servedModel: readText(chunk.model) });
  }

  #readChoice(choice: JsonObject, into: StreamEvent[]): void {
    const delta = readObject(choice.delta);
    if (delta !== null) this.#readDelta(delta, into);
    const rawReason = readText(choice.finish_reason);
    if (rawReason === null) return;
    const failure = failureOf.get(rawReason);
    if (failure !== undefined) {
      const { providerId } = this.#context;
      throw createProviderError(failure, {
        providerId,
        message: `${providerId} gave up its answer with the finish reason '${rawReason}'.`,
        rawCode: rawReason,
      });
    }
    this.#rawReason = rawReason;
  }

  #readDelta(delta: JsonObject, into: StreamEvent[]): void {
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    if (typeof reasoning === 'string' && reasoning !== '') {
      this.#reasoning.note(typeof delta.reasoning_content === 'string' ? 'reasoning_content' : 'reasoning');
      pushReasoning(into, reasoning);
    }
    if (Array.isArray(delta.reasoning_details)) this.#reasoning.addDetails(delta.reasoning_details);
    const { content } = delta;
    if (typeof content === 'string') this.#addText(content, into);
    else if (Array.isArray(content)) this.#readParts(content, into);
    if (typeof delta.refusal === 'string') {
      this.#isRefused = true;
      this.#endReasoning(into);
      pushText(into, delta.refusal);
    }
    if (delta.extra_content !== undefined) this.#extraContent = readObject(delta.extra_content) ?? this.#extraContent;
    if (!Array.isArray(delta.tool_calls)) return;
    this.#endReasoning(into);
    this.#endText(into);
    this.#toolCalls.read(delta.tool_calls, into);
  }

  #addText(text: string, into: StreamEvent[]): void {
    if (text === '') return;
    this.#endReasoning(into);
    pushText(into, this.#stripper === null ? text : this.#stripper.strip(text));
  }

  #endReasoning(into: StreamEvent[]): void {
    if (this.#reasoning.isOpen) into.push({ type: 'reasoning-end', state: this.#stateOf(this.#reasoning.take()) });
  }

  #endText(into: StreamEvent[]): void {
    if (this.#extraContent === null) return;
    into.push({ type: 'text-end', state: this.#stateOf({ extra_content: this.#extraContent }) });
    this.#extraContent = null;
  }

  #stateOf(value: JsonObject): ProviderState {
    return { providerId: this.#context.providerId, dialect: 'openai', value };
  }

  #readMetadata(chunk: JsonObject): void {
    for (const name of metadataMembers) {
      const value = chunk[name];
      if (value !== undefined && value !== null) this.#metadata = { ...this.#metadata, [name]: value };
    }
  }

  /** Mistral's reasoning models answer in parts: text, and thinking that holds text parts itself. */
  #readParts(parts: readonly unknown[], into: StreamEvent[]): void {
    for (const item of parts) {
      const part = readObject(item);
      if (part?.type === 'text' && typeof part.text === 'string') this.#addText(part.text, into);
      if (part?.type !== 'thinking') continue;
      const thought = readList(part.thinking).map((piece) => readText(readObject(piece)?.text) ?? '');
      if (thought.join('') !== '') this.#reasoning.note('thinking');
      pushReasoning(into, thought.join(''));
    }
  }

  #reason(): FinishReason {
    if (this.#isRefused) return 'content-filter';
    const reason = (this.#rawReason !== null && reasonOf.get(this.#rawReason)) || 'unknown';
    // Several servers say `stop` after tool calls.
    return reason === 'stop' && this.#toolCalls.count > 0 ? 'tool-calls' : reason;
  }
}
