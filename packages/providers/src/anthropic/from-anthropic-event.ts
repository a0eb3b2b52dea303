import type { StreamEvent } from '../contract/stream-event.ts';
import { promptUsageOf } from '../contract/token-usage.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import type { TextSlot } from '../stream/event-parser.ts';
import { pushText } from '../stream/push-delta.ts';
import { readReason } from '../stream/read-reason.ts';
import { PrefillStripper } from '../stream/strip-prefill.ts';
import { mergeUsage, toCallBilling, toTokenUsage } from './anthropic-usage.ts';
import { toFinishReason } from './finish-reasons.ts';
import { NativeBlocksReader } from './native-blocks-reader.ts';
import { ThinkingBlocks } from './thinking-blocks.ts';

/** Maximum text kept for a refusal without a reason. Characters. */
const mostRefusal = 1_000;
const silentRefusal = 'The model refused to answer.';

export type AnthropicAnswerOptions = {
  /** The tool whose arguments are the answer's text. Null if there is none. */
  answerTool: string | null;
  /** White space at the end of the text to continue. It was not sent, and the answer may begin with it. */
  trailingSpace: string;
};

const metadataMembers = [
  ...(['stop_sequence', 'stop_details', 'container', 'context_management'] as const),
  ...(['diagnostics', 'input_transformations'] as const),
] as const;

const textMembers = ['text', 'thinking', 'partial_json'] as const;

function findTextSlot(event: JsonObject): TextSlot | null {
  const holder = readObject(event.delta);
  const member = holder === null ? undefined : textMembers.find((name) => readText(holder[name]) !== null);
  return holder === null || member === undefined ? null : { holder, member };
}

/** Reads the events of one answer in the anthropic dialect. */
export class AnthropicAnswer implements AnswerTranslator {
  readonly findTextSlot = findTextSlot;
  progress: AnswerTranslator['progress'] = 'open';
  readonly #answerTool: string | null;
  readonly #stripper: PrefillStripper | null;
  readonly #toolCalls = new ToolCallAssembler();
  /** The open call of each block index: a tool call, or the text of the answer tool. */
  readonly #callOfBlock = new Map<unknown, GrowingToolCall | 'answer'>();
  /** Arguments from the beginning of a call. They count if no piece of arguments follows. */
  readonly #givenInput = new Map<GrowingToolCall, string>();
  readonly #thinking: ThinkingBlocks;
  readonly #native: NativeBlocksReader;
  #hasOpenText = false;
  /** Facts of the whole answer that only this protocol has. */
  #metadata: JsonObject = {};
  /** The reason for a refusal. */
  #explanation: string | null = null;
  /** The beginning of the text, which becomes the message of a refusal without a reason. */
  #text = '';
  #hasStarted = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;

  constructor(context: ErrorContext, options: AnthropicAnswerOptions) {
    this.#thinking = new ThinkingBlocks(context.providerId);
    this.#native = new NativeBlocksReader(context.providerId);
    this.#answerTool = options.answerTool;
    this.#stripper = options.trailingSpace === '' ? null : new PrefillStripper(options.trailingSpace);
  }

  markEnd(): void {
    if (this.#hasStarted) this.progress = 'ended';
  }

  translate(event: JsonObject, into: StreamEvent[]): void {
    switch (event.type) {
      case 'content_block_delta':
        this.#readDelta(event.index, readObject(event.delta), into);
        return;
      case 'content_block_start':
        this.#startBlock(event.index, readObject(event.content_block), into);
        return;
      case 'content_block_stop':
        this.#stopBlock(event.index, into);
        return;
      case 'message_start':
        this.#start(readObject(event.message), into);
        return;
      case 'message_delta':
        this.#readMessageDelta(event);
        return;
      case 'message_stop':
        if (this.#hasStarted) this.progress = 'ended';
        return;
      case 'message':
        this.#readWhole(event, into);
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    if (this.#stripper !== null) this.#stripper.release();
    this.#thinking.end(into);
    this.#endNative(into);
    for (const call of this.#givenInput.keys()) this.#addGiven(call, into);
    this.#toolCalls.endAll(into);
    const billing = toCallBilling(this.#usage);
    into.push({
      type: 'finish',
      reason: toFinishReason(this.#rawReason, this.#toolCalls.count),
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      ...(billing !== null && { billing }),
      skippedEvents,
      ...(this.#rawReason === 'refusal' && { refusal: this.#explanation ?? (this.#text || silentRefusal) }),
      ...(Object.keys(this.#metadata).length > 0 && { providerMetadata: this.#metadata }),
    });
  }

  #start(message: JsonObject | null, into: StreamEvent[]): void {
    this.#mergeUsage(message?.usage);
    this.#readMetadata(message);
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    into.push({
      type: 'start',
      responseId: readText(message?.id),
      servedModel: readText(message?.model),
      ...(this.#usage !== null && { promptUsage: promptUsageOf(toTokenUsage(this.#usage)) }),
    });
  }

  /** An answer in one document. */
  #readWhole(message: JsonObject, into: StreamEvent[]): void {
    this.#start(message, into);
    for (const [index, block] of readList(message.content).entries()) {
      this.#startBlock(index, readObject(block), into);
      this.#stopBlock(index, into);
    }
    this.#readMessageDelta({ delta: message, usage: message.usage });
  }

  #startBlock(index: unknown, block: JsonObject | null, into: StreamEvent[]): void {
    if (block === null) return;
    this.#ensureStart(into);
    this.progress = 'open';
    // A block without a stop event ends where the next begins.
    this.#thinking.end(into);
    this.#endNative(into);
    const isBehindText = block.type !== 'thinking' && block.type !== 'redacted_thinking' && block.type !== 'tool_use';
    if (isBehindText) this.#closeText(into);
    this.#hasOpenText = false;
    switch (block.type) {
      case 'text':
        for (const citation of readList(block.citations)) this.#native.cite(citation);
        this.#addText(block.text, into);
        return;
      case 'thinking':
      case 'redacted_thinking':
        this.#thinking.begin(block, into);
        return;
      case 'tool_use':
        this.#startToolUse(index, block, into);
        return;
      default:
        if (readText(block.type) !== null) this.#native.begin(block);
    }
  }

  /** A block after a text is a separate part. */
  #closeText(into: StreamEvent[]): void {
    if (this.#hasOpenText) into.push({ type: 'text-end' });
    this.#hasOpenText = false;
  }

  #startToolUse(index: unknown, block: JsonObject, into: StreamEvent[]): void {
    const name = readText(block.name) ?? '';
    const given = argumentsText(block.input);
    if (name === this.#answerTool) {
      this.#callOfBlock.set(index, 'answer');
      pushText(into, given);
      return;
    }
    const call = this.#toolCalls.begin(readText(block.id), name, into);
    this.#callOfBlock.set(index, call);
    if (given !== '') this.#givenInput.set(call, given);
  }

  #readDelta(index: unknown, delta: JsonObject | null, into: StreamEvent[]): void {
    if (delta === null) return;
    this.#ensureStart(into);
    this.progress = 'open';
    switch (delta.type) {
      case 'text_delta':
        this.#addText(delta.text, into);
        return;
      case 'thinking_delta':
        this.#thinking.add(readText(delta.thinking) ?? '', into);
        return;
      case 'signature_delta':
        this.#thinking.sign(readText(delta.signature) ?? '');
        return;
      case 'citations_delta':
        this.#native.cite(delta.citation);
        return;
      case 'input_json_delta': {
        const call = this.#callOfBlock.get(index) ?? this.#toolCalls.last;
        const text = delta.partial_json;
        if (typeof text === 'string' && this.#native.addInput(text)) return;
        if (call === undefined || typeof text !== 'string') return;
        if (call === 'answer') pushText(into, text);
        else this.#toolCalls.add(call, text, into);
      }
    }
  }

  #endNative(into: StreamEvent[]): void {
    const { length } = into;
    this.#native.end(into);
    if (into.length > length) this.#hasOpenText = false;
  }

  #stopBlock(index: unknown, into: StreamEvent[]): void {
    this.#thinking.end(into);
    this.#endNative(into);
    const call = this.#callOfBlock.get(index);
    if (call === undefined || call === 'answer') return;
    this.#addGiven(call, into);
    this.#toolCalls.end(call, into);
  }

  #addGiven(call: GrowingToolCall, into: StreamEvent[]): void {
    const given = this.#givenInput.get(call) ?? '';
    if (call.argumentsText === '') this.#toolCalls.add(call, given, into);
  }

  /**
   * The final usage comes with the stop reason, so the answer is complete even if the stream ends without
   * `message_stop`.
   */
  #readMessageDelta(event: JsonObject): void {
    this.#mergeUsage(event.usage);
    const delta = readObject(event.delta);
    this.#rawReason = readReason(delta?.stop_reason) ?? this.#rawReason;
    this.#readMetadata(delta);
    this.#readMetadata(event);
    this.#explanation = readText(readObject(delta?.stop_details)?.explanation) ?? this.#explanation;
    if (this.#rawReason === null || !this.#hasStarted) return;
    this.progress = readObject(event.usage) === null ? 'whole' : 'complete';
  }

  #readMetadata(object: JsonObject | null): void {
    for (const name of metadataMembers) {
      const value = object?.[name];
      if (value !== undefined && value !== null && value !== '') this.#metadata = { ...this.#metadata, [name]: value };
    }
  }

  #addText(text: unknown, into: StreamEvent[]): void {
    if (typeof text !== 'string') return;
    if (text !== '') this.#thinking.end(into);
    if (this.#text.length < mostRefusal) this.#text += text;
    const said = this.#stripper === null ? text : this.#stripper.strip(text);
    if (said !== '') this.#hasOpenText = true;
    pushText(into, said);
  }

  /** Begins the answer even if its `message_start` was unreadable. */
  #ensureStart(into: StreamEvent[]): void {
    if (!this.#hasStarted) this.#start(null, into);
  }

  #mergeUsage(value: unknown): void {
    const usage = readObject(value);
    if (usage !== null) this.#usage = mergeUsage(this.#usage, usage);
  }
}
