import type { StreamEvent } from '../contract/stream-event.ts';
import { readObject, readText } from '../json/read-json-value.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';

/** Reads the pieces of one answer's tool calls, as the servers that speak this dialect send them. */
export class ToolCallPieces {
  readonly #providerId: string;
  readonly #calls = new ToolCallAssembler();
  readonly #callOfIndex = new Map<number, GrowingToolCall>();

  constructor(providerId: string) {
    this.#providerId = providerId;
  }

  /** How many calls have begun. */
  get count(): number {
    return this.#calls.count;
  }

  read(pieces: readonly unknown[], into: StreamEvent[]): void {
    for (const item of pieces) {
      const piece = readObject(item);
      if (piece === null) continue;
      const func = readObject(piece.function);
      const name = readText(func?.name) ?? '';
      const call = this.#callOf(piece.index, readText(piece.id), name, into);
      this.#calls.name(call, name, into);
      const args = func?.arguments;
      // Some servers send the arguments parsed.
      const text = typeof args === 'string' ? args : readObject(args) === null ? '' : JSON.stringify(args);
      this.#calls.add(call, text, into);
      // Google's signature, at its address that speaks this dialect.
      const extra_content = readObject(piece.extra_content);
      if (extra_content !== null)
        call.state = { providerId: this.#providerId, dialect: 'openai', value: { extra_content } };
    }
  }

  /** Ends all calls that are still open. */
  endAll(into: StreamEvent[]): void {
    this.#calls.endAll(into);
  }

  /** Some servers omit the index, or repeat it for every parallel call. There, a new id with a name is a new call. */
  #callOf(index: unknown, id: string | null, name: string, into: StreamEvent[]): GrowingToolCall {
    const key = typeof index === 'number' ? index : null;
    const known = key === null ? this.#calls.last : this.#callOfIndex.get(key);
    const isNew = known === undefined || (id !== null && known.id !== id && name !== '');
    if (!isNew) return known;
    const call = this.#calls.begin(id, name, into);
    if (key !== null) this.#callOfIndex.set(key, call);
    return call;
  }
}
