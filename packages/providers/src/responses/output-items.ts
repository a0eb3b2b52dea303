import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { customFrame, customPiece } from '../messages/custom-tool.ts';
import { nativePart } from '../messages/native-blocks.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { fileFromAddress } from '../stream/file-from-address.ts';
import { LogprobsMemory } from '../stream/logprobs-memory.ts';
import { pushReasoning, pushRefusal, pushText } from '../stream/push-delta.ts';
import { ItemList, type ItemType, isItemType, type OutputItem } from './output-item.ts';

/** Maximum sources that one text may cite. */
const mostAnnotations = 1_000;

/** Between two parts of a summary. */
const paragraph = '\n\n';

/** A piece of an item: a delta, or the complete text, which repeats its deltas. */
export type Piece = { text: unknown; isWhole: boolean; logprobs?: unknown };

/**
 * Reads the items of one answer. A piece may come in deltas, complete at its end, with its complete item, or only with
 * the last event. Content that has come before is not read again.
 */
export class OutputItems {
  readonly #providerId: string;
  readonly #calls = new ToolCallAssembler();
  readonly #items = new ItemList();
  /** Log probabilities of the texts. This protocol has none for refusals. */
  readonly logprobs = new LogprobsMemory();
  /** Whether an item came that only this protocol has. */
  #hasNative = false;
  /** The text that the next piece of text extends. Null if another part has begun. */
  #openText: { item: OutputItem; part: number } | null = null;

  constructor(providerId: string) {
    this.#providerId = providerId;
  }

  /** The number of started calls. */
  get callCount(): number {
    return this.#calls.count;
  }

  /** Begins an item. An item of a type that is not read is skipped. */
  begin(event: JsonObject, into: StreamEvent[]): void {
    const item = readObject(event.item);
    if (item === null || !isItemType(item.type)) return;
    this.#name(this.#items.add(placeOf(event, item), item.type), item, into);
  }

  addText(event: JsonObject, piece: Piece, into: StreamEvent[]): void {
    this.#say(this.#items.of(event, 'message'), readIndex(event.content_index), piece, into);
  }

  addRefusal(event: JsonObject, piece: Piece, into: StreamEvent[]): void {
    pushRefusal(into, rest(this.#items.of(event, 'message'), readIndex(event.content_index), piece));
  }

  /** A piece of a summary, or of the reasoning itself. */
  addReasoning(event: JsonObject, field: OutputItem['field'], piece: Piece, into: StreamEvent[]): void {
    const part = readIndex(field === 'summary' ? event.summary_index : event.content_index);
    this.#think(this.#items.of(event, 'reasoning'), field, part, piece, into);
  }

  /** A piece of a call's arguments, or of the text of a custom tool. */
  addInput(event: JsonObject, type: ItemType, piece: Piece, into: StreamEvent[]): void {
    this.#write(this.#items.of(event, type), piece, into);
  }

  cite(event: JsonObject): void {
    const { annotations } = this.#items.of(event, 'message');
    const annotation = readObject(event.annotation);
    if (annotation !== null && annotations.length < mostAnnotations) annotations.push(annotation);
  }

  /** Completes an item. */
  end(event: JsonObject, into: StreamEvent[]): void {
    const whole = readObject(event.item);
    if (whole === null) return;
    if (!isItemType(whole.type)) {
      this.#passOn(whole, into);
      return;
    }
    const item = this.#items.of(placeOf(event, whole), whole.type);
    this.#name(item, whole, into);
    this.#end(item, whole, into);
  }

  /** Completes the answer. Items without an end event are read from it. */
  endAll(output: readonly unknown[], into: StreamEvent[]): void {
    const hasNone = this.#items.all.length === 0 && !this.#hasNative;
    for (const [output_index, value] of output.entries()) {
      const item = readObject(value);
      if (item === null) continue;
      const event = { output_index, item };
      const isKnown = isItemType(item.type) && this.#items.known(placeOf(event, item), item.type) !== undefined;
      // Without any earlier event of this item, it may be an item that is already known.
      if (hasNone || isKnown) this.end(event, into);
    }
    for (const item of this.#items.all) this.#end(item, {}, into);
  }

  #end(item: OutputItem, whole: JsonObject, into: StreamEvent[]): void {
    if (item.isEnded) return;
    item.isEnded = true;
    if (item.type === 'message') this.#endMessage(item, whole, into);
    else if (item.type === 'reasoning') this.#endReasoning(item, whole, into);
    else this.#endCall(item, whole, into);
  }

  #say(item: OutputItem, part: number, piece: Piece, into: StreamEvent[]): void {
    const text = rest(item, part, piece);
    if (text === '') return;
    // The complete item repeats the log probabilities of its deltas.
    if (!piece.isWhole || text === piece.text) this.logprobs.add('content', piece.logprobs);
    const open = this.#openText;
    if (open !== null && (open.item !== item || open.part !== part)) into.push({ type: 'text-end' });
    this.#openText = { item, part };
    pushText(into, text, this.logprobs.ofDelta('content'));
  }

  #think(item: OutputItem, field: OutputItem['field'], part: number, piece: Piece, into: StreamEvent[]): void {
    const isNext = !item.given.has(part) && item.given.size > 0;
    const text = rest(item, part, piece);
    if (text === '') return;
    this.#openText = null;
    item.field = field;
    pushReasoning(into, isNext ? paragraph + text : text);
  }

  /** Begins a call, or gives it its name. */
  #name(item: OutputItem, { call_id, id, name }: JsonObject, into: StreamEvent[]): void {
    if (item.type === 'message' || item.type === 'reasoning') return;
    const call = this.#callOf(item, readText(call_id) ?? readText(id), into);
    this.#calls.name(call, readText(name) ?? '', into);
  }

  #callOf(item: OutputItem, id: string | null, into: StreamEvent[]): GrowingToolCall {
    this.#openText = null;
    item.call ??= this.#calls.begin(id, '', into);
    item.call.id ??= id;
    return item.call;
  }

  #write(item: OutputItem, { text: piece, isWhole }: Piece, into: StreamEvent[]): void {
    const call = this.#callOf(item, null, into);
    const isCustom = item.type === 'custom_tool_call';
    const isFirst = !item.given.has(0);
    const text = rest(item, 0, { text: isCustom ? piece : argumentsText(piece), isWhole });
    if (!isCustom) this.#calls.add(call, text, into);
    else if (text !== '') this.#calls.add(call, (isFirst ? customFrame.before : '') + customPiece(text), into);
  }

  #endMessage(item: OutputItem, whole: JsonObject, into: StreamEvent[]): void {
    for (const [index, value] of readList(whole.content).entries()) {
      const part = readObject(value);
      if (part?.type === 'refusal') pushRefusal(into, rest(item, index, { text: part.refusal, isWhole: true }));
      if (part?.type !== 'output_text' && part?.type !== 'text') continue;
      this.#say(item, index, { text: part.text, isWhole: true, logprobs: part.logprobs }, into);
      if (item.annotations.length === 0) item.annotations.push(...annotationsOf(part));
    }
    const phase = readText(whole.phase);
    const { annotations } = item;
    if (this.#openText?.item !== item || (phase === null && annotations.length === 0)) return;
    const value = { ...(phase !== null && { phase }), ...(annotations.length > 0 && { annotations }) };
    into.push({ type: 'text-end', state: this.#stateOf(value) });
    this.#openText = null;
  }

  #endReasoning(item: OutputItem, whole: JsonObject, into: StreamEvent[]): void {
    for (const field of ['summary', 'content'] as const) {
      // Both count their parts from 0, so only one of them is read.
      if (item.given.size > 0 && item.field !== field) continue;
      for (const [index, part] of readList(whole[field]).entries()) {
        this.#think(item, field, index, { text: readObject(part)?.text, isWhole: true }, into);
      }
    }
    const encrypted_content = readText(whole.encrypted_content);
    if (item.given.size === 0 && encrypted_content === null) return;
    this.#openText = null;
    const value = {
      ...(encrypted_content !== null && { encrypted_content }),
      ...(item.field === 'content' && { field: item.field }),
    };
    into.push({ type: 'reasoning-end', state: this.#stateOf(value) });
  }

  #endCall(item: OutputItem, { arguments: args, input, namespace }: JsonObject, into: StreamEvent[]): void {
    const isCustom = item.type === 'custom_tool_call';
    this.#write(item, { text: isCustom ? input : args, isWhole: true }, into);
    const call = this.#callOf(item, null, into);
    if (isCustom)
      this.#calls.add(call, item.given.has(0) ? customFrame.behind : customFrame.before + customFrame.behind, into);
    if (readText(namespace) !== null) call.state = this.#stateOf({ namespace });
    this.#calls.end(call, into);
  }

  /** An image, or the output of the provider's tool, which becomes state for the next turn. */
  #passOn(item: JsonObject, into: StreamEvent[]): void {
    const data = item.type === 'image_generation_call' ? readText(item.result) : null;
    if (data === null && readText(item.type) === null) return;
    this.#hasNative = true;
    if (this.#openText !== null) into.push({ type: 'text-end' });
    this.#openText = null;
    if (data !== null) into.push(fileFromAddress(`data:image/${readText(item.output_format) ?? 'png'};base64,${data}`));
    else {
      const { state } = nativePart('responses', item, this.#providerId);
      into.push({ type: 'text-end', ...(state && { state }) });
    }
  }

  #stateOf(value: JsonObject): ProviderState {
    return { providerId: this.#providerId, dialect: 'responses', value };
  }
}

/** The names of an item in an event that contains it. */
function placeOf({ output_index, item_id }: JsonObject, { id }: JsonObject): JsonObject {
  return { output_index, item_id: id ?? item_id };
}

function readIndex(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** The new part of a piece. Empty for a value that is not text. */
function rest({ given }: OutputItem, part: number, { text: piece, isWhole }: Piece): string {
  if (typeof piece !== 'string' || piece === '') return '';
  const before = given.get(part) ?? 0;
  const text = isWhole ? piece.slice(before) : piece;
  given.set(part, before + text.length);
  return text;
}

function annotationsOf({ annotations }: JsonObject): readonly JsonObject[] {
  return readList(annotations)
    .slice(0, mostAnnotations)
    .map(readObject)
    .filter((annotation) => annotation !== null);
}
