import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { errorFromEvent } from '../http/error-from-document.ts';
import { type JsonObject, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { fileFromAddress } from '../stream/file-from-address.ts';
import { laterUsage } from '../stream/later-usage.ts';
import { LogprobsMemory } from '../stream/logprobs-memory.ts';
import { pushReasoning, pushRefusal, pushText } from '../stream/push-delta.ts';
import { PrefillStripper } from '../stream/strip-prefill.ts';
import { refuseUnusable } from '../stream/unusable-answer.ts';
import { AnswerMetadata } from './answer-metadata.ts';
import {
  callsOf,
  findTextSlot,
  firstChoice,
  hasContent,
  imageAddress,
  otherChoice,
  reasonOf,
  textOfDetails,
  textOfPart,
  thoughtOfPart,
  usageOf,
  withoutEnvelope,
} from './chunk-members.ts';
import { FinishHabits } from './finish-habits.ts';
import { refuseGivenUp, toFinishReason } from './finish-reasons.ts';
import { toCallBilling, toTokenUsage } from './openai-usage.ts';
import { isText, PlainEvent } from './plain-event.ts';
import { ReasoningMemory } from './reasoning-memory.ts';
import { SpokenAnswer } from './spoken-answer.ts';
import { ToolCallPieces } from './tool-call-pieces.ts';

export type OpenAiAnswerOptions = {
  /** The text that this provider repeats before its continuation. Null for other providers. */
  repeatedPrefill: string | null;
  /** The habits of the provider. Default: unknown. */
  habits?: FinishHabits;
};

/** Maximum held pieces under another index, until the first one comes. */
const mostHeld = 10_000;

/** Reads the chunks of one answer in the openai dialect. */
export class OpenAiAnswer implements AnswerTranslator {
  readonly findTextSlot = findTextSlot;
  readonly #context: ErrorContext;
  readonly #habits: FinishHabits;
  readonly #toolCalls: ToolCallPieces;
  readonly #stripper: PrefillStripper | null;
  readonly #reasoning = new ReasoningMemory();
  /** Data that goes back with the text, such as Google's signature at its address for this dialect. */
  #extraContent: JsonObject | null = null;
  readonly #metadata = new AnswerMetadata();
  readonly #logprobs = new LogprobsMemory();
  #spoken: SpokenAnswer | null = null;
  #hasStarted = false;
  /** Whether the first choice has come. */
  #hasChoice = false;
  readonly #held: JsonObject[] = [];
  #isEnded = false;
  /** Whether a finish reason has come, with no content after it. */
  #isClosed = false;
  /** Whether a delta with content has come. A whole message after it repeats it. */
  #hasDelta = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;
  #isUsageLast = false;
  readonly #plain = new PlainEvent();

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
    // Without any chunk, the mark means a cut stream.
    const isExplained = this.#rawReason !== null || this.#usage !== null;
    this.#isEnded = this.#hasStarted && (isExplained || this.#habits.isWholeUnexplained(this.#context.model));
  }

  translate(event: JsonObject, into: StreamEvent[]): void {
    const text = this.#plain.textOf(event);
    if (text !== null) {
      this.#addText(text, into);
      return;
    }
    const count = into.length;
    const chunk = withoutEnvelope(event);
    const choice = this.#choiceOf(chunk);
    if (!this.#hasStarted) this.#start(chunk, choice, into);
    if (choice !== null) this.#readChoice(choice, into);
    const usage = usageOf(chunk, choice);
    if (usage !== null || this.#rawReason !== null) this.#metadata.read(chunk);
    if (usage !== null) {
      this.#usage = laterUsage(this.#usage, usage);
      // OpenAI's last chunk has the usage, and no choice.
      this.#isUsageLast = choice === null;
    }
    const isPlain = usage === null && this.#rawReason === null && isText(into, count);
    this.#plain.note(isPlain ? event : null, choice);
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    for (const choice of this.#held.splice(0)) this.#readChoice(choice, into);
    this.#endReasoning(into);
    if (this.#stripper !== null) pushText(into, this.#stripper.release());
    this.#endText(into);
    const sound = this.#spoken?.toFile(this.#context.providerId) ?? null;
    if (sound !== null) into.push(sound);
    this.#toolCalls.endAll(into);
    const billing = toCallBilling(this.#usage, this.#metadata.serviceTier);
    const logprobs = this.#logprobs.take();
    const metadata = this.#metadata.take();
    into.push({
      type: 'finish',
      reason: toFinishReason(this.#rawReason, this.#toolCalls.count),
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      ...(billing !== null && { billing }),
      skippedEvents,
      ...(logprobs !== null && { logprobs }),
      ...(metadata !== null && { providerMetadata: metadata }),
    });
  }

  #choiceOf(chunk: JsonObject): JsonObject | null {
    const choice = firstChoice(chunk);
    if (choice !== null && !this.#hasChoice) {
      this.#hasChoice = true;
      this.#held.length = 0;
      this.#isClosed = false;
    }
    const other = this.#hasChoice ? null : otherChoice(chunk);
    if (other !== null) this.#hold(other);
    return choice;
  }

  /** Keeps a choice that is the answer if none under the first index comes. */
  #hold(choice: JsonObject): void {
    if (this.#held.length === mostHeld)
      throw new RangeError(`More than ${mostHeld} of its pieces belong to no answer.`);
    if (this.#held.length === 0 || this.#held[0]?.index === choice.index) this.#held.push(choice);
    this.#isClosed = reasonOf(choice) !== null;
  }

  /** Azure begins with a chunk that has neither id nor choices; the next chunk starts the answer. */
  #start(chunk: JsonObject, choice: JsonObject | null, into: StreamEvent[]): void {
    const responseId = readText(chunk.id);
    if (responseId === null && choice === null) return;
    this.#hasStarted = true;
    into.push({ type: 'start', responseId, servedModel: readText(chunk.model) });
  }

  #readChoice(choice: JsonObject, into: StreamEvent[]): void {
    const logprobs = readObject(choice.logprobs);
    if (logprobs !== null) this.#readLogprobs(logprobs);
    const delta = readObject(choice.delta);
    if (delta !== null) {
      const isContent = (this.#isClosed || !this.#hasDelta) && hasContent(delta);
      if (isContent) this.#isClosed = false;
      this.#hasDelta ||= isContent;
      this.#readDelta(delta, into);
    }
    if (!this.#hasDelta) this.#readMessage(choice, into);
    if (choice.error) throw errorFromEvent(choice, this.#context);
    const rawReason = reasonOf(choice);
    if (rawReason === null) return;
    refuseUnusable(this.#context.providerId, rawReason);
    refuseUnusable(this.#context.providerId, readText(choice.native_finish_reason));
    refuseGivenUp(this.#context.providerId, rawReason);
    this.#rawReason = rawReason;
    this.#habits.note(this.#context.model);
    this.#isClosed = true;
  }

  /** A whole answer, in one document or in one event. Servers of the older protocol have its text in another member. */
  #readMessage(choice: JsonObject, into: StreamEvent[]): void {
    const message = readObject(choice.message);
    if (message !== null) this.#readDelta(message, into);
    else if (typeof choice.text === 'string') this.#addText(choice.text, into);
    // After a delta, an empty message has no meaning.
    if (message !== null && (choice.delta == null || hasContent(message))) this.#isClosed = true;
  }

  #readDelta(delta: JsonObject, into: StreamEvent[]): void {
    this.#readReasoning(delta, into);
    const { content } = delta;
    if (typeof content === 'string') this.#addText(content, into);
    else if (Array.isArray(content)) this.#readParts(content, into);
    else if (content !== undefined && content !== null) this.#readParts([content], into);
    if (typeof delta.refusal === 'string') {
      if (delta.refusal !== '') this.#endReasoning(into);
      this.#addRefusal(delta.refusal, into);
    }
    if (delta.extra_content !== undefined) this.#extraContent = readObject(delta.extra_content) ?? this.#extraContent;
    if (Array.isArray(delta.images)) this.#readParts(delta.images, into);
    if (Array.isArray(delta.annotations)) this.#metadata.addAnnotations(delta.annotations);
    const audio = readObject(delta.audio);
    if (audio !== null) this.#readAudio(audio, into);
    const calls = callsOf(delta);
    if (calls.length === 0) return;
    this.#endReasoning(into);
    this.#endText(into);
    this.#toolCalls.read(calls, into);
  }

  /** Some servers send one name with the reasoning and others empty. Copilot's proxy has `reasoning_text`. */
  #readReasoning(delta: JsonObject, into: StreamEvent[]): void {
    const { reasoning_content, reasoning_details: details, thinking_blocks: blocks } = delta;
    const reasoning = reasoning_content || delta.reasoning || delta.reasoning_text || delta.thinking;
    if (typeof reasoning === 'string' && reasoning !== '') {
      this.#reasoning.note(reasoning === reasoning_content ? 'reasoning_content' : 'reasoning');
      pushReasoning(into, reasoning);
    } else if (Array.isArray(details)) pushReasoning(into, textOfDetails(details));
    else if (Array.isArray(blocks)) pushReasoning(into, textOfDetails(blocks));
    if (Array.isArray(details)) this.#reasoning.addDetails(details);
    if (Array.isArray(blocks)) this.#reasoning.addDetails(blocks);
  }

  #addText(text: string, into: StreamEvent[]): void {
    if (text === '') return;
    this.#endReasoning(into);
    const piece = this.#stripper === null ? text : this.#stripper.strip(text);
    if (piece !== '') pushText(into, piece, this.#logprobs.ofDelta('content'));
  }

  #addRefusal(text: string, into: StreamEvent[]): void {
    if (text !== '') pushRefusal(into, text, this.#logprobs.ofDelta('refusal'));
  }

  #readLogprobs({ content, refusal }: JsonObject): void {
    this.#logprobs.add('content', content);
    this.#logprobs.add('refusal', refusal);
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

  /** Mistral's reasoning models answer in parts: text and thinking. */
  #readParts(parts: readonly unknown[], into: StreamEvent[]): void {
    for (const item of parts) {
      this.#addText(textOfPart(item) ?? '', into);
      const part = readObject(item);
      if (part === null) continue;
      if (part.type === 'refusal') this.#addRefusal(readText(part.refusal) ?? '', into);
      const url = imageAddress(part);
      if (url !== null) this.#readImage(url, into);
      const thought = thoughtOfPart(part);
      if (thought !== '' && part.type === 'thinking') this.#reasoning.note('thinking');
      pushReasoning(into, thought);
    }
  }

  /** OpenRouter's form: the image in a `data:` address. Any other address stays an address. */
  #readImage(url: string, into: StreamEvent[]): void {
    this.#endReasoning(into);
    into.push(fileFromAddress(url));
  }

  /** A spoken answer. Its transcript is the text. */
  #readAudio(audio: JsonObject, into: StreamEvent[]): void {
    if (typeof audio.transcript === 'string') this.#addText(audio.transcript, into);
    this.#spoken ??= new SpokenAnswer();
    this.#spoken.read(audio);
  }
}
