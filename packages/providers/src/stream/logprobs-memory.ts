import type { Logprobs, TokenLogprob } from '../contract/logprobs.ts';
import { readList, readObject } from '../json/read-json-value.ts';

/** The maximum tokens of one answer, alternatives included, whose probabilities are kept. */
const mostEntries = 50_000;

type Kind = keyof Logprobs;

/**
 * Keeps the log probabilities of one answer until its end, and those of its next delta. Beyond the bound the whole
 * answer has none, because a part would mislead, and later deltas have none.
 */
export class LogprobsMemory {
  readonly #all: Record<Kind, TokenLogprob[]> = { content: [], refusal: [] };
  /** Log probabilities whose text has not come. */
  #next: Record<Kind, TokenLogprob[]> = { content: [], refusal: [] };
  #entries = 0;

  /** Takes a list of tokens. Any other value is ignored. */
  add(kind: Kind, tokens: unknown): void {
    for (const item of readList(tokens)) {
      const token = readObject(item);
      if (token === null) continue;
      this.#entries += 1 + readList(token.top_logprobs).length;
      if (this.#entries > mostEntries) {
        this.#all[kind].length = 0;
        return;
      }
      this.#all[kind].push(token);
      this.#next[kind].push(token);
    }
  }

  /** Log probabilities of the pushed delta. Undefined for none. */
  ofDelta(kind: Kind): readonly TokenLogprob[] | undefined {
    const tokens = this.#next[kind];
    if (tokens.length === 0) return undefined;
    this.#next = { ...this.#next, [kind]: [] };
    return tokens;
  }

  /** Null for none, or too many. */
  take(): Logprobs | null {
    return this.#entries === 0 || this.#entries > mostEntries ? null : this.#all;
  }
}
