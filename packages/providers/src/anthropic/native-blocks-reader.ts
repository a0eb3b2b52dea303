import type { StreamEvent } from '../contract/stream-event.ts';
import { type JsonObject, parseObject, readObject } from '../json/read-json-value.ts';
import { nativePart } from '../messages/native-blocks.ts';

/** Maximum sources that one text may cite, and maximum characters of the input of one provider's tool. */
const mostCitations = 1_000;
const longestInput = 1_048_576;

/**
 * Reads blocks that only Anthropic's protocol has: the calls of its own tools, their results, and the sources that a
 * text cites. They become state for the next turn.
 */
export class NativeBlocksReader {
  readonly #providerId: string;
  #open: { block: JsonObject; input: string } | null = null;
  #citations: unknown[] = [];

  constructor(providerId: string) {
    this.#providerId = providerId;
  }

  /** Begins a block of a type other than text, thinking and `tool_use`. */
  begin(block: JsonObject): void {
    this.#open = { block, input: '' };
  }

  /** Adds to the input of the open block. Returns whether one is open. */
  addInput(text: string): boolean {
    if (this.#open === null) return false;
    if (this.#open.input.length + text.length <= longestInput) this.#open.input += text;
    return true;
  }

  cite(citation: unknown): void {
    const object = readObject(citation);
    if (object !== null && this.#citations.length < mostCitations) this.#citations.push(object);
  }

  /** Ends the open block, and the text with its sources. */
  end(into: StreamEvent[]): void {
    if (this.#citations.length > 0) {
      const value = { citations: this.#citations };
      into.push({ type: 'text-end', state: { providerId: this.#providerId, dialect: 'anthropic', value } });
      this.#citations = [];
    }
    if (this.#open === null) return;
    const { block, input } = this.#open;
    this.#open = null;
    const whole = input === '' ? block : { ...block, input: parseObject(input) ?? {} };
    const { state } = nativePart('anthropic', whole, this.#providerId);
    into.push({ type: 'text-end', ...(state && { state }) });
  }
}
