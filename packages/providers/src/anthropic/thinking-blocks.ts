import type { StreamEvent } from '../contract/stream-event.ts';
import { type JsonObject, readText } from '../json/read-json-value.ts';
import { pushReasoning } from '../stream/push-delta.ts';

/** The data that goes back with a thinking block, in addition to its text. */
type OpenBlock = { type: 'thinking'; signature: string } | { type: 'redacted_thinking'; data: unknown };

/** Reads the thinking blocks of one answer, visible and redacted. */
export class ThinkingBlocks {
  readonly #providerId: string;
  /** Null between blocks. */
  #open: OpenBlock | null = null;

  constructor(providerId: string) {
    this.#providerId = providerId;
  }

  /** Begins a block of the type `thinking` or `redacted_thinking`. An open block ends. */
  begin(block: JsonObject, into: StreamEvent[]): void {
    this.end(into);
    if (block.type === 'redacted_thinking') {
      this.#open = { type: 'redacted_thinking', data: block.data };
      return;
    }
    this.#open = { type: 'thinking', signature: readText(block.signature) ?? '' };
    pushReasoning(into, readText(block.thinking) ?? '');
  }

  /** Adds thinking. Begins a block if the start event was unreadable. */
  add(text: string, into: StreamEvent[]): void {
    if (text === '') return;
    if (this.#open?.type !== 'thinking') {
      this.end(into);
      this.#open = { type: 'thinking', signature: '' };
    }
    pushReasoning(into, text);
  }

  /** Adds a piece of the signature. */
  sign(signature: string): void {
    if (this.#open?.type === 'thinking') this.#open.signature += signature;
  }

  /** Ends the open block, if there is one. */
  end(into: StreamEvent[]): void {
    if (this.#open === null) return;
    const state = { providerId: this.#providerId, dialect: 'anthropic', value: this.#open };
    into.push({ type: 'reasoning-end', state });
    this.#open = null;
  }
}
