import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { type JsonObject, parseObject, readObject, readText } from '../json/read-json-value.ts';
import { customFrame, customPiece } from '../messages/custom-tool.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';

/** Reads the pieces of one answer's tool calls, as the servers that speak this dialect send them. */
export class ToolCallPieces {
  readonly #providerId: string;
  readonly #calls = new ToolCallAssembler();
  readonly #callOfIndex = new Map<number, GrowingToolCall>();
  readonly #callOfId = new Map<string, GrowingToolCall>();
  /** Calls of tools that take a text. */
  readonly #customs = new Set<GrowingToolCall>();

  constructor(providerId: string) {
    this.#providerId = providerId;
  }

  /** The number of started calls with a name. */
  get count(): number {
    return this.#calls.count;
  }

  read(pieces: readonly unknown[], into: StreamEvent[]): void {
    for (const item of pieces) {
      const piece = readObject(item);
      if (piece === null) continue;
      const custom = readObject(piece.custom);
      // Some servers omit the envelope.
      const func = custom ?? readObject(piece.function) ?? piece;
      const name = readText(func.name) ?? '';
      const state = this.#stateOf(piece);
      const text = custom === null ? argumentsText(func.arguments) : '';
      const call = this.#callOf(piece, name, text) ?? this.#begin(piece, name, state, into);
      if (state !== null) call.state = state;
      this.#calls.name(call, name, into);
      if (custom !== null) this.#addInput(call, readText(custom.input) ?? '', into);
      else this.#calls.add(call, newPart(call, text), into);
    }
  }

  /** The text becomes the argument of a function. Everything else is the same for both. */
  #addInput(call: GrowingToolCall, input: string, into: StreamEvent[]): void {
    const isFirst = !this.#customs.has(call);
    this.#customs.add(call);
    this.#calls.add(call, (isFirst ? customFrame.before : '') + customPiece(input), into);
  }

  /** Ends all calls that are still open. */
  endAll(into: StreamEvent[]): void {
    for (const call of this.#customs) this.#calls.add(call, customFrame.behind, into);
    this.#calls.endAll(into);
  }

  /** Google's signature, at its address for this dialect. */
  #stateOf(piece: JsonObject): ProviderState | null {
    const extra_content = readObject(piece.extra_content);
    if (extra_content === null) return null;
    return { providerId: this.#providerId, dialect: 'openai', value: { extra_content } };
  }

  /**
   * The call of a piece. Null for a new call. The id decides before the index: some servers omit the index, or give
   * every parallel call the same index.
   */
  #callOf(piece: JsonObject, name: string, text: string): GrowingToolCall | null {
    const id = readText(piece.id);
    const sameId = id === null ? undefined : this.#callOfId.get(id);
    if (sameId !== undefined) return sameId;
    const index = readIndex(piece.index);
    const ofIndex = index === null ? undefined : this.#callOfIndex.get(index);
    // A piece without index, or with only arguments, continues the last call.
    const isRest = index === null || (id === null && name === '');
    const known = ofIndex ?? (isRest ? this.#calls.last : undefined);
    if (known === undefined) return null;
    if (name === '' || known.name === '') return known;
    // Some servers make up an id for each piece.
    if (id !== null) return ofIndex?.name === name && isRestOf(ofIndex, text) ? ofIndex : null;
    // Without an id, a name means a new call if the known call is complete. Otherwise the server repeats the name.
    return text !== '' && parseObject(known.argumentsText) !== null ? null : known;
  }

  #begin(piece: JsonObject, name: string, state: ProviderState | null, into: StreamEvent[]): GrowingToolCall {
    const id = readText(piece.id);
    const call = this.#calls.begin(id, name, into, state);
    const index = readIndex(piece.index);
    if (index !== null) this.#callOfIndex.set(index, call);
    if (id !== null) this.#callOfId.set(id, call);
    return call;
  }
}

/** Some servers write the index as a text. */
function readIndex(index: unknown): number | null {
  if (typeof index === 'number') return index;
  return typeof index === 'string' && /^\d{1,6}$/.test(index) ? Number(index) : null;
}

/** Whether a text continues arguments that are not complete. An object begins with its brace. */
function isRestOf({ argumentsText }: GrowingToolCall, text: string): boolean {
  return text !== '' && argumentsText !== '' && !/^\s*\{/.test(text) && parseObject(argumentsText) === null;
}

/**
 * The new part of a piece. Some servers begin with `{}` or `null` if the arguments follow. Others repeat all of them,
 * with each piece or with the finish reason. No JSON object begins with itself.
 */
function newPart({ argumentsText }: GrowingToolCall, text: string): string {
  if (argumentsText === '') return text === '{}' || text === 'null' ? '' : text;
  return argumentsText.startsWith('{') && text.startsWith(argumentsText) ? text.slice(argumentsText.length) : text;
}
