import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { errorFromEvent } from '../http/error-from-document.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import type { TextSlot } from '../stream/event-parser.ts';
import { fileFromAddress } from '../stream/file-from-address.ts';
import { pushReasoning, pushRefusal, pushText } from '../stream/push-delta.ts';
import { PrefillStripper } from '../stream/strip-prefill.ts';
import { refuseUnusable } from '../stream/unusable-answer.ts';
import { FinishHabits } from './finish-habits.ts';
import { LogprobsMemory } from './logprobs-memory.ts';
import { toCallBilling, toTokenUsage } from './openai-usage.ts';
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
    // Zhipu.
    sensitive: 'content-filter',
    // Proxies hand on the words of the dialect behind them: Anthropic, Cohere, Gemini, and the Responses API.
    end_turn: 'stop',
    complete: 'stop',
    max_output_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    tool_call: 'tool-calls',
    safety: 'content-filter',
    recitation: 'content-filter',
    blocklist: 'content-filter',
    prohibited_content: 'content-filter',
    spii: 'content-filter',
    error_toxic: 'content-filter',
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
    // Zhipu.
    network_error: 'stream-cut',
  }),
);

/** Members of a chunk that concern the whole answer. */
const metadataMembers = ['service_tier', 'system_fingerprint', 'provider', 'citations', 'search_results'] as const;

/** Sources of one answer. */
const mostAnnotations = 200;

export type OpenAiAnswerOptions = {
  /** The text that this provider repeats before its continuation; null for other providers. */
  repeatedPrefill: string | null;
  /** Of the provider. Default: nothing is known of it. */
  habits?: FinishHabits;
};

const textMembers = ['content', 'reasoning_content', 'reasoning', 'reasoning_text'] as const;

/** The answer: one is asked for, and some servers send more, told apart by their index. */
function firstChoice(chunk: JsonObject): JsonObject | null {
  const choices = readList(chunk.choices);
  const choice = readObject(choices[0]);
  if (choice === null || !isOther(choice)) return choice;
  return choices.map(readObject).find((one) => one !== null && !isOther(one)) ?? null;
}

function isOther({ index }: JsonObject): boolean {
  return typeof index === 'number' && index > 0;
}

function findTextSlot(chunk: JsonObject): TextSlot | null {
  const holder = readObject(firstChoice(chunk)?.delta);
  const member = holder === null ? undefined : textMembers.find((name) => readText(holder[name]) !== null);
  return holder === null || member === undefined ? null : { holder, member };
}

/** Reads the chunks of one answer in the openai dialect. */
export class OpenAiAnswer implements AnswerTranslator {
  readonly findTextSlot = findTextSlot;
  readonly #context: ErrorContext;
  readonly #habits: FinishHabits;
  readonly #toolCalls: ToolCallPieces;
  readonly #stripper: PrefillStripper | null;
  readonly #reasoning = new ReasoningMemory();
  /** Data beside the text that goes back with it, such as Google's signature at its address for this dialect. */
  #extraContent: JsonObject | null = null;
  #metadata: JsonObject | null = null;
  readonly #logprobs = new LogprobsMemory();
  /** Sources that the text cites. */
  readonly #annotations: JsonObject[] = [];
  /** Pieces of a spoken answer, and what its provider knows it by. */
  readonly #sound: Buffer[] = [];
  #soundName: JsonObject = {};
  #hasStarted = false;
  #isEnded = false;
  /** Whether a finish reason has come, and no content after it. */
  #isClosed = false;
  /** Whether any delta has come: what follows as a whole message repeats it. */
  #hasDelta = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;
  #isUsageLast = false;

  constructor(context: ErrorContext, { repeatedPrefill, habits = new FinishHabits() }: OpenAiAnswerOptions) {
    this.#context = context;
    this.#habits = habits;
    this.#toolCalls = new ToolCallPieces(context.providerId);
    this.#stripper = repeatedPrefill === null ? null : new PrefillStripper(repeatedPrefill);
  }

  get progress(): AnswerTranslator['progress'] {
    if (this.#isEnded) return 'ended';
    if (!this.#isClosed) return 'open';
    return this.#isUsageLast ? 'complete' : 'whole';
  }

  markEnd(): void {
    // Without a single chunk, the mark means a cut stream.
    const isExplained = this.#rawReason !== null || this.#usage !== null;
    this.#isEnded = this.#hasStarted && (isExplained || !this.#habits.givesReasons(this.#context.model));
  }

  translate(chunk: JsonObject, into: StreamEvent[]): void {
    const choice = firstChoice(chunk);
    if (!this.#hasStarted) this.#start(chunk, choice, into);
    if (choice !== null) this.#readChoice(choice, into);
    // Moonshot reports its usage in the choice, Groq in a member of its own.
    const usage = readObject(chunk.usage) ?? (choice === null ? null : readObject(choice.usage)) ?? usageOfGroq(chunk);
    if (usage !== null || this.#rawReason !== null) this.#readMetadata(chunk);
    if (usage !== null) {
      this.#usage = usage;
      // OpenAI's last chunk has the usage, and no choice.
      this.#isUsageLast = choice === null;
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endReasoning(into);
    if (this.#stripper !== null) pushText(into, this.#stripper.release());
    this.#endText(into);
    this.#endAudio(into);
    this.#toolCalls.endAll(into);
    const billing = toCallBilling(this.#usage, this.#metadata?.service_tier);
    const logprobs = this.#logprobs.take();
    const annotations = this.#annotations.length === 0 ? null : { annotations: this.#annotations };
    const metadata = annotations === null ? this.#metadata : { ...this.#metadata, ...annotations };
    into.push({
      type: 'finish',
      reason: this.#reason(),
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      ...(billing !== null && { billing }),
      skippedEvents,
      ...(logprobs !== null && { logprobs }),
      ...(metadata !== null && { providerMetadata: metadata }),
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
    if (delta !== null) {
      this.#hasDelta = true;
      if (this.#isClosed && hasContent(delta)) this.#isClosed = false;
      this.#readDelta(delta, into);
    } else if (!this.#hasDelta) {
      this.#readMessage(choice, into);
    }
    const logprobs = readObject(choice.logprobs);
    if (logprobs !== null) this.#logprobs.read(logprobs);
    if (choice.error) throw errorFromEvent(choice, this.#context);
    const rawReason = readText(choice.finish_reason);
    if (rawReason === null) return;
    refuseUnusable(this.#context.providerId, rawReason);
    refuseUnusable(this.#context.providerId, readText(choice.native_finish_reason));
    const failure = failureOf.get(rawReason.toLowerCase());
    if (failure !== undefined) {
      const { providerId } = this.#context;
      throw createProviderError(failure, {
        providerId,
        message: `${providerId} gave up its answer with the finish reason '${rawReason}'.`,
        rawCode: rawReason,
      });
    }
    this.#rawReason = rawReason;
    this.#habits.note(this.#context.model);
    this.#isClosed = true;
  }

  /** A whole answer, in one document or in one event. Servers of the older protocol have its text beside it. */
  #readMessage(choice: JsonObject, into: StreamEvent[]): void {
    const message = readObject(choice.message);
    if (message !== null) this.#readDelta(message, into);
    else if (typeof choice.text === 'string') this.#addText(choice.text, into);
    if (message !== null) this.#isClosed = true;
  }

  #readDelta(delta: JsonObject, into: StreamEvent[]): void {
    // Copilot's proxy: reasoning_text.
    const reasoning = delta.reasoning_content ?? delta.reasoning ?? delta.reasoning_text;
    if (typeof reasoning === 'string' && reasoning !== '') {
      this.#reasoning.note(typeof delta.reasoning_content === 'string' ? 'reasoning_content' : 'reasoning');
      pushReasoning(into, reasoning);
    }
    if (Array.isArray(delta.reasoning_details)) this.#reasoning.addDetails(delta.reasoning_details);
    const { content } = delta;
    if (typeof content === 'string') this.#addText(content, into);
    else if (Array.isArray(content)) this.#readParts(content, into);
    if (typeof delta.refusal === 'string') {
      if (delta.refusal !== '') this.#endReasoning(into);
      pushRefusal(into, delta.refusal);
    }
    if (delta.extra_content !== undefined) this.#extraContent = readObject(delta.extra_content) ?? this.#extraContent;
    if (Array.isArray(delta.images)) this.#readParts(delta.images, into);
    if (Array.isArray(delta.annotations)) this.#readAnnotations(delta.annotations);
    this.#readAudio(readObject(delta.audio), into);
    const calls = callsOf(delta);
    if (calls.length === 0) return;
    this.#endReasoning(into);
    this.#endText(into);
    this.#toolCalls.read(calls, into);
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
      if (part?.type === 'refusal') pushRefusal(into, readText(part.refusal) ?? '');
      const url = imageAddress(part);
      if (url !== null) this.#readImage(url, into);
      if (part?.type !== 'thinking') continue;
      const thought = readList(part.thinking).map((piece) => readText(readObject(piece)?.text) ?? '');
      if (thought.join('') !== '') this.#reasoning.note('thinking');
      pushReasoning(into, thought.join(''));
    }
  }

  /** OpenRouter's form: the image in a `data:` address. Another address stays an address. */
  #readImage(url: string, into: StreamEvent[]): void {
    this.#endReasoning(into);
    into.push(fileFromAddress(url));
  }

  /** At most so many that the metadata of an answer can hold them. */
  #readAnnotations(annotations: readonly unknown[]): void {
    for (const item of annotations) {
      const annotation = readObject(item);
      if (annotation !== null && this.#annotations.length < mostAnnotations) this.#annotations.push(annotation);
    }
  }

  /** A spoken answer: its words are the text. */
  #readAudio(audio: JsonObject | null, into: StreamEvent[]): void {
    if (typeof audio?.transcript === 'string') this.#addText(audio.transcript, into);
    if (typeof audio?.id === 'string') this.#soundName = { ...this.#soundName, id: audio.id };
    if (typeof audio?.expires_at === 'number') this.#soundName = { ...this.#soundName, expires_at: audio.expires_at };
    if (typeof audio?.data === 'string') this.#sound.push(Buffer.from(audio.data, 'base64'));
  }

  /** The sound comes in pieces. Streamed, it has no header. */
  #endAudio(into: StreamEvent[]): void {
    const sound = Buffer.concat(this.#sound);
    if (sound.length === 0) return;
    const mediaType = sound.toString('latin1', 0, 4) === 'RIFF' ? 'audio/wav' : 'audio/pcm';
    const data = sound.toString('base64');
    into.push({ type: 'file', mediaType, data, state: this.#stateOf({ audio: this.#soundName }) });
  }

  #reason(): FinishReason {
    const reason = (this.#rawReason !== null && reasonOf.get(this.#rawReason.toLowerCase())) || 'unknown';
    // Several servers say `stop` after tool calls, or `tool_calls` after a text alone.
    if (reason === 'tool-calls' && this.#toolCalls.count === 0) return 'stop';
    return reason === 'stop' && this.#toolCalls.count > 0 ? 'tool-calls' : reason;
  }
}

function usageOfGroq(chunk: JsonObject): JsonObject | null {
  return readObject(readObject(chunk.x_groq)?.usage);
}

/** Content that opens an answer again after its finish reason. */
function hasContent({
  content,
  reasoning,
  reasoning_content,
  reasoning_text,
  refusal,
  tool_calls,
  images,
  audio,
}: JsonObject): boolean {
  const said = [content, reasoning, reasoning_content, reasoning_text, refusal, readObject(audio)?.transcript];
  return [...said, tool_calls, images].some(
    (value) => (typeof value === 'string' || Array.isArray(value)) && value.length > 0,
  );
}

/** A list, a single call, or `function_call`, as servers of the protocol's first version send it. */
function callsOf({ tool_calls: calls, function_call: old }: JsonObject): readonly unknown[] {
  if (Array.isArray(calls)) return calls;
  const call = readObject(calls);
  if (call !== null) return [call];
  const func = readObject(old);
  return func === null ? [] : [{ index: 0, function: func }];
}

function imageAddress(part: JsonObject | null): string | null {
  if (part?.type !== 'image_url' && part?.type !== 'output_image' && part?.type !== 'image') return null;
  const image = part.image_url ?? part.image;
  const data = readText(part.b64_json);
  return (
    readText(image) ?? readText(readObject(image)?.url) ?? (data === null ? null : `data:image/png;base64,${data}`)
  );
}
