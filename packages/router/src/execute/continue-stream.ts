import type { ModelRequest, PartEvent } from '@penstock/providers';
import type { ExecutionEvent } from './execution-event.ts';

/** A piece of an attempt's answer on its way to the caller. */
export type Delta = PartEvent;

/** `waiting`: more input is needed. `open`: the rest passes. `differs`: the answer cannot continue the sent text. */
export type GateState = 'waiting' | 'open' | 'differs';

/** Filters an attempt that follows a broken attempt, until its text is matched with the sent text. */
export interface Gate {
  /** Takes the next piece. Adds the caller's events to `out`. */
  accept(delta: Delta, out: ExecutionEvent[]): GateState;
  /** Call it if the attempt's answer ends while the gate is waiting. */
  finish(out: ExecutionEvent[]): GateState;
}

/**
 * The request of a continuing attempt: the same request with the text so far as prefill. White space at the end is
 * omitted, because some providers refuse such a prefill. Null if no text is left.
 */
export function withPrefill(request: ModelRequest, sentText: string): ModelRequest | null {
  const prefill = sentText.trimEnd();
  if (prefill === '') return null;
  // The sent text counts towards the limits; a token has about four characters in every tokenizer.
  const sentTokens = Math.ceil(sentText.length / 4);
  const left = (tokens: number): number => Math.max(1, tokens - sentTokens);
  const { maxOutputTokens, traits } = request;
  return {
    ...request,
    prefill,
    maxOutputTokens: maxOutputTokens === null ? null : left(maxOutputTokens),
    traits: { ...traits, fallbackMaxOutputTokens: left(traits.fallbackMaxOutputTokens) },
  };
}

/** Passes everything after a restart event. */
export class RestartGate implements Gate {
  readonly #modelId: string;

  constructor(modelId: string) {
    this.#modelId = modelId;
  }

  accept(delta: Delta, out: ExecutionEvent[]): GateState {
    out.push({ type: 'restarted', modelId: this.#modelId }, delta);
    return 'open';
  }

  finish(out: ExecutionEvent[]): GateState {
    out.push({ type: 'restarted', modelId: this.#modelId });
    return 'open';
  }
}

/**
 * For an attempt with the text so far as prefill. Drops the white space that the prefill omits if the answer repeats
 * it.
 */
export class PrefillGate implements Gate {
  readonly #modelId: string;
  /** The rest of the white space that may still be repeated. */
  #expected: string;
  #hasBegun = false;

  constructor(modelId: string, sentText: string) {
    this.#modelId = modelId;
    this.#expected = sentText.slice(sentText.trimEnd().length);
  }

  accept(delta: Delta, out: ExecutionEvent[]): GateState {
    this.#begin(out);
    if (isBesideText(delta)) {
      out.push(delta);
      return 'waiting';
    }
    if (delta.type !== 'text-delta') {
      out.push(delta);
      return 'open';
    }
    const repeated = repeatedLength(delta.text, this.#expected);
    this.#expected = this.#expected.slice(repeated);
    if (repeated < delta.text.length) out.push({ type: 'text-delta', text: delta.text.slice(repeated) });
    return repeated < delta.text.length || this.#expected === '' ? 'open' : 'waiting';
  }

  finish(out: ExecutionEvent[]): GateState {
    this.#begin(out);
    return 'open';
  }

  #begin(out: ExecutionEvent[]): void {
    if (!this.#hasBegun) out.push({ type: 'continued', modelId: this.#modelId });
    this.#hasBegun = true;
  }
}

/**
 * For an attempt that answers from the start. The gate holds text back while it equals the sent text. After the whole
 * repetition, the stream continues at the break. If the text differs, the answer starts over. If nothing can be taken
 * back, the attempt is useless.
 */
export class SpliceGate implements Gate {
  readonly #modelId: string;
  readonly #sentText: string;
  readonly #mayRestart: boolean;
  readonly #held: Delta[] = [];
  /** Number of repeated characters of the sent text. */
  #matched = 0;

  constructor(modelId: string, sentText: string, mayRestart: boolean) {
    this.#modelId = modelId;
    this.#sentText = sentText;
    this.#mayRestart = mayRestart;
  }

  accept(delta: Delta, out: ExecutionEvent[]): GateState {
    if (delta.type !== 'text-delta') {
      this.#held.push(delta);
      return isBesideText(delta) ? 'waiting' : this.#differ(out);
    }
    const repeated = repeatedLength(delta.text, this.#sentText, this.#matched);
    this.#matched += repeated;
    if (this.#matched === this.#sentText.length) return this.#continue(out, delta.text.slice(repeated));
    this.#held.push(delta);
    return repeated === delta.text.length ? 'waiting' : this.#differ(out);
  }

  finish(out: ExecutionEvent[]): GateState {
    return this.#matched === this.#sentText.length ? this.#continue(out, '') : this.#differ(out);
  }

  #differ(out: ExecutionEvent[]): GateState {
    if (!this.#mayRestart) return 'differs';
    out.push({ type: 'restarted', modelId: this.#modelId }, ...this.#held);
    return 'open';
  }

  #continue(out: ExecutionEvent[], rest: string): GateState {
    out.push({ type: 'continued', modelId: this.#modelId });
    for (const delta of this.#held) {
      if (delta.type === 'reasoning-delta' || delta.type === 'reasoning-end') out.push(delta);
    }
    if (rest !== '') out.push({ type: 'text-delta', text: rest });
    return 'open';
  }
}

/** Pieces that are not compared with the sent text. */
function isBesideText({ type }: Delta): boolean {
  return type === 'reasoning-delta' || type === 'reasoning-end' || type === 'text-end';
}

/** The number of characters of `text` that equal the characters of `expected` from `from` on. */
function repeatedLength(text: string, expected: string, from = 0): number {
  const longest = Math.min(text.length, expected.length - from);
  if (expected.startsWith(text.slice(0, longest), from)) return longest;
  let length = 0;
  while (length < longest && text.charCodeAt(length) === expected.charCodeAt(from + length)) length += 1;
  return length;
}
