import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** The log with a line about wrong keys. */
export interface WrongKeyLog {
  warn(facts: Record<string, unknown>, message: string): void;
}

/** The wrong keys per address and minute that are answered at once. */
const promptAnswers = 10;
/** The pause before each further answer, milliseconds. */
const pauseMs = 1_000;
/**
 * The number of counters. Addresses share them, so memory is bounded. A caller cannot guess which addresses share one.
 */
const counters = 4_096;

/**
 * Delays callers that try keys, by address, and logs them without the keys. Valid keys are never delayed. Every delayed
 * answer waits for the same time.
 */
export class WrongKeys {
  readonly #log: WrongKeyLog;
  readonly #pause: (ms: number) => Promise<unknown>;
  readonly #limiter = new RateLimiterMemory({ points: promptAnswers, duration: 60 });
  readonly #salt = randomBytes(16);

  /** `pause` is for tests. */
  constructor(log: WrongKeyLog, pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms, null, { ref: false })) {
    this.#log = log;
    this.#pause = pause;
  }

  /** Counts a wrong key. Resolves when the answer may be sent. */
  async note(address: string | null): Promise<void> {
    const { consumedPoints: count } = await this.#limiter.penalty(this.#counterOf(address ?? ''));
    if (count === 1 || count === promptAnswers + 1 || count % 1_000 === 0) {
      this.#log.warn({ address, count }, 'A caller sent an invalid key.');
    }
    if (count > promptAnswers) await this.#pause(pauseMs);
  }

  #counterOf(address: string): number {
    return createHmac('sha256', this.#salt).update(address).digest().readUInt16BE() % counters;
  }
}
