import { GrowingObject } from './growing-object.ts';
import type { ContentBlock } from './to-content-block.ts';

/** A block that has begun. `sent`: the arguments of a call that were sent so far. */
export type OpenBlock =
  | { type: 'text' | 'thinking'; index: number }
  | { type: 'tool_use'; index: number; callIndex: number; sent: GrowingObject };

/**
 * Writes the blocks of one streamed answer, one after another. Each block has its index, and ends before the next one
 * begins. On the hot path: the constant part of a delta is serialized once for each block.
 */
export class BlockWriter {
  #next = 0;
  #open: OpenBlock | null = null;
  /** The text before a piece of the open block. */
  #deltaHead = '';

  get open(): OpenBlock | null {
    return this.#open;
  }

  /** A piece of text or of reasoning. */
  say(type: 'text' | 'thinking', piece: string): string {
    const begun = this.#open?.type === type ? '' : this.#beginText(type);
    return `${begun}${this.#deltaHead}${JSON.stringify(piece)}}}\n\n`;
  }

  beginCall(callIndex: number, id: string, name: string): string {
    const ended = this.close();
    this.#open = { type: 'tool_use', index: this.#next, callIndex, sent: new GrowingObject() };
    const start = this.#start({ type: 'tool_use', id, name, input: {} });
    this.#deltaHead = this.#headOf('input_json_delta', 'partial_json');
    return ended + start;
  }

  /** A piece of the arguments of the open call. */
  extendCall(piece: string): string {
    if (this.#open?.type !== 'tool_use' || piece === '') return '';
    this.#open.sent.add(piece);
    return `${this.#deltaHead}${JSON.stringify(piece)}}}\n\n`;
  }

  /** Another kind of delta of the open block, for example a signature. */
  addDelta(delta: ContentBlock): string {
    if (this.#open === null) return '';
    return event('content_block_delta', { index: this.#open.index, delta });
  }

  /** A complete block. The input of a provider's own tool is sent as a delta, as Anthropic does. */
  whole(block: ContentBlock): string {
    const ended = this.close();
    const index = this.#next;
    const { input } = block;
    const isCall = typeof input === 'object' && input !== null;
    const start = this.#start(isCall ? { ...block, input: {} } : block);
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
    const said = isCall ? event('content_block_delta', { index, delta }) : '';
    return ended + start + said + event('content_block_stop', { index });
  }

  /** Ends the open block; empty if none is open. */
  close(): string {
    if (this.#open === null) return '';
    const { index } = this.#open;
    this.#open = null;
    return event('content_block_stop', { index });
  }

  #beginText(type: 'text' | 'thinking'): string {
    const ended = this.close();
    this.#open = { type, index: this.#next };
    const start = this.#start(type === 'text' ? { type, text: '' } : { type, thinking: '', signature: '' });
    this.#deltaHead = type === 'text' ? this.#headOf('text_delta', 'text') : this.#headOf('thinking_delta', 'thinking');
    return ended + start;
  }

  #headOf(type: string, member: string): string {
    return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.#open?.index},"delta":{"type":"${type}","${member}":`;
  }

  #start(content_block: ContentBlock): string {
    return event('content_block_start', { index: this.#next++, content_block });
  }
}

/** One named event. */
export function event(type: string, members: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}
