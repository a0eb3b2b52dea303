import type { Logprobs, TokenLogprob } from '../contract/logprobs.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';

/** The most tokens, with the alternatives to them, whose probabilities are kept of one answer. */
const mostEntries = 50_000;

/** Keeps the log probabilities of one answer until its end. Beyond the bound all are left out: half would mislead. */
export class LogprobsMemory {
  readonly #content: TokenLogprob[] = [];
  readonly #refusal: TokenLogprob[] = [];
  #entries = 0;

  /** Reads the member `logprobs` of a choice. */
  read(logprobs: JsonObject): void {
    this.#add(readList(logprobs.content), this.#content);
    this.#add(readList(logprobs.refusal), this.#refusal);
  }

  /** Null where there are none, or too many. */
  take(): Logprobs | null {
    if (this.#entries === 0 || this.#entries > mostEntries) return null;
    return { content: this.#content, refusal: this.#refusal };
  }

  #add(tokens: readonly unknown[], into: TokenLogprob[]): void {
    for (const item of tokens) {
      const token = readObject(item);
      if (token === null) continue;
      this.#entries += 1 + readList(token.top_logprobs).length;
      if (this.#entries <= mostEntries) into.push(token);
      else this.#forget();
    }
  }

  #forget(): void {
    this.#content.length = 0;
    this.#refusal.length = 0;
  }
}
