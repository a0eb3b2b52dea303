import type { CallResult } from './trip-rule.ts';

const remembered = 256;

const codes = { underWay: 0, well: 1, failed: 2, neutral: 3 } as const;

/** How the last 256 calls of a model stand, in the order in which they began. */
export class RecentCalls {
  readonly #codes = new Uint8Array(remembered);
  readonly #beganAtMs = new Float64Array(remembered);
  /** The number of the last call that began; 0 for none. */
  #last = 0;

  began(call: number, nowMs: number): void {
    this.#codes[call % remembered] = codes.underWay;
    this.#beganAtMs[call % remembered] = nowMs;
    this.#last = call;
  }

  ended(call: number, result: CallResult): void {
    if (this.#remembers(call)) this.#codes[call % remembered] = codes[result];
  }

  clear(): void {
    this.#codes.fill(codes.underWay);
    this.#last = 0;
  }

  /** How many calls that began one after the other, this one among them, have failed; neutral ones do not break a run. */
  failedInARow(call: number): number {
    if (!this.#remembers(call)) return 0;
    let failures = 0;
    for (const step of [-1, 1]) {
      for (let other = step === 1 ? call : call - 1; this.#remembers(other); other += step) {
        const code = this.#codes[other % remembered];
        if (code === codes.failed) failures += 1;
        else if (code !== codes.neutral) break;
      }
    }
    return failures;
  }

  /** Whether `calls` began within `withinMs`, and at most half of the last so many have failed so far. */
  areMostlyWell(calls: number, withinMs: number, nowMs: number): boolean {
    const first = this.#last - calls + 1;
    if (first < 1 || nowMs - (this.#beganAtMs[first % remembered] ?? 0) > withinMs) return false;
    let failures = 0;
    for (let call = first; call <= this.#last; call += 1) {
      if (this.#codes[call % remembered] === codes.failed) failures += 1;
    }
    return failures * 2 <= calls;
  }

  #remembers(call: number): boolean {
    return call >= 1 && call <= this.#last && call > this.#last - remembered;
  }
}
