import { type JsonObject, readObject } from '../json/read-json-value.ts';
import type { ReasoningField } from './dialect.ts';

/** Collects the provider's state of the open reasoning, until it ends. */
export class ReasoningMemory {
  #field: ReasoningField | null = null;
  #details: JsonObject[] = [];

  /** Whether reasoning is open. */
  get isOpen(): boolean {
    return this.#field !== null || this.#details.length > 0;
  }

  /** Records the member of the visible reasoning. */
  note(field: ReasoningField): void {
    this.#field = field;
  }

  /**
   * Adds OpenRouter's `reasoning_details`, or LiteLLM's `thinking_blocks`. Pieces of one text share an index, or come
   * until its signature. All other entries are complete.
   */
  addDetails(details: readonly unknown[]): void {
    for (const item of details) {
      const detail = readObject(item);
      if (detail === null) continue;
      const last = this.#details.at(-1);
      if (last !== undefined && isSameText(last, detail)) this.#details.splice(-1, 1, join(last, detail));
      else this.#details.push(detail);
    }
  }

  /** Ends the reasoning and returns its state. */
  take(): JsonObject {
    const value = {
      ...(this.#field !== null && { field: this.#field }),
      ...(this.#details.length > 0 && { reasoning_details: this.#details }),
    };
    this.#field = null;
    this.#details = [];
    return value;
  }
}

const growing = ['text', 'summary', 'thinking'] as const;

function isSameText(last: JsonObject, detail: JsonObject): boolean {
  if (last.type !== detail.type || last.index !== detail.index) return false;
  if (last.type === 'thinking' && last.signature) return false;
  return growing.some((name) => typeof last[name] === 'string');
}

function join(last: JsonObject, detail: JsonObject): JsonObject {
  const joined: Record<string, unknown> = { ...last };
  for (const [name, value] of Object.entries(detail)) if (value !== null && value !== undefined) joined[name] = value;
  for (const name of growing) {
    const before = last[name];
    const after = detail[name];
    if (typeof before === 'string' && typeof after === 'string') joined[name] = before + after;
  }
  return joined;
}
