import { setImmediate as nextTurn } from 'node:timers/promises';

/** A part of the service. `check` rejects with one sentence while the part does not work. */
export type ReadinessCheck = {
  name: string;
  check(): Promise<void>;
  /** Whether calls are served without this part. Then its failure only degrades the service. Default false. */
  isDispensable?: boolean;
};

/** Times, milliseconds. */
export type AnswerLimits = {
  /** The longest wait for an answer. */
  longestMs: number;
  /** The longest wait while the last answer is still valid. */
  promptMs: number;
  /** How long the last answer stays valid while the next one is late. On a busy machine answers are late. */
  countsMs: number;
};

const usualLimits: AnswerLimits = { longestMs: 3_000, promptMs: 1_000, countsMs: 15_000 };

/** One part with its last answer. Only one check runs at a time. */
export class CheckedPart {
  readonly #check: () => Promise<void>;
  readonly #limits: AnswerLimits;
  #asking: Promise<void> | null = null;
  /** `problem` null: the part works. */
  #last: { problem: string | null; atMs: number } | null = null;

  constructor({ check }: Pick<ReadinessCheck, 'check'>, limits: AnswerLimits = usualLimits) {
    this.#check = check;
    this.#limits = limits;
  }

  /** The problem of the part in one sentence; null if it works. */
  async problem(): Promise<string | null> {
    const { longestMs, promptMs, countsMs } = this.#limits;
    const known = this.#last !== null && performance.now() - this.#last.atMs < countsMs ? this.#last : null;
    const waitMs = known === null ? longestMs : promptMs;
    this.#asking ??= this.#ask();
    if (await endsWithin(this.#asking, waitMs)) return this.#last?.problem ?? null;
    return known === null ? `No answer within ${waitMs} ms.` : known.problem;
  }

  async #ask(): Promise<void> {
    let problem: string | null = null;
    try {
      await this.#check();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    this.#last = { problem, atMs: performance.now() };
    this.#asking = null;
  }
}

async function endsWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(async () => {
    // If this process itself stalled, the answer may have arrived already.
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    resolve(false);
  }, limitMs);
  const isOver = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isOver;
}
