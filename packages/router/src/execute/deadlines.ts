import { ProviderTimeoutError, type TimeoutClock } from '@penstock/providers';
import type { Clock, Timer } from '../clock.ts';

/** The timeouts of one attempt, milliseconds. The adapter keeps the connection's timeout. */
export type DeadlineLimits = { firstTokenMs: number; idleMs: number; totalMs: number };

/** A timer that is later than this was delayed by this process itself. Milliseconds. */
const heldUpMs = 20;

type Due = { clock: Exclude<TimeoutClock, 'connect'>; atMs: number; limitMs: number };

/**
 * First-token, idle and total timeout on one timer. Nothing is scheduled per batch: each wait for the upstream stores a
 * time, and the timer checks it when it fires.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #limits: DeadlineLimits;
  readonly #startedMs: number;
  readonly #onExpired: (clock: Due['clock'], limitMs: number) => void;
  #timer: Timer | null = null;
  #hasToken = false;
  #isHeldUp = false;
  /** Null while the caller requests nothing: the silence is then the caller's. */
  #waitingSinceMs: number | null = null;

  constructor(clock: Clock, limits: DeadlineLimits, onExpired: (clock: Due['clock'], limitMs: number) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onExpired = onExpired;
    this.#startedMs = clock.elapsedMs();
    this.#arm(Math.min(limits.firstTokenMs, limits.totalMs));
  }

  /** A batch is requested from the upstream. */
  waitBegins(): void {
    this.#waitingSinceMs = this.#clock.elapsedMs();
  }

  /** The upstream has responded. */
  waitEnds(): void {
    this.#waitingSinceMs = null;
  }

  /** The first token is here: from now on only idle and total apply. */
  tokenArrived(): void {
    if (this.#hasToken) return;
    this.#hasToken = true;
    this.#timer?.cancel();
    this.#arm(this.#due().atMs - this.#clock.elapsedMs());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.after(Math.max(1, Math.ceil(ms)), () => this.#check());
  }

  #check(): void {
    const due = this.#due();
    const leftMs = due.atMs - this.#clock.elapsedMs();
    if (leftMs > 0) {
      this.#isHeldUp = false;
      this.#arm(leftMs);
      return;
    }
    if (leftMs < -heldUpMs && !this.#isHeldUp) {
      // The token may be here already, but unread: one turn of the event loop reads it.
      this.#isHeldUp = true;
      this.#arm(1);
      return;
    }
    this.#timer = null;
    this.#onExpired(due.clock, due.limitMs);
  }

  #due(): Due {
    const { firstTokenMs, idleMs, totalMs } = this.#limits;
    const totalAtMs = this.#startedMs + totalMs;
    const silence: Due = this.#hasToken
      ? { clock: 'idle', atMs: (this.#waitingSinceMs ?? this.#clock.elapsedMs()) + idleMs, limitMs: idleMs }
      : { clock: 'first-token', atMs: this.#startedMs + firstTokenMs, limitMs: firstTokenMs };
    return silence.atMs <= totalAtMs ? silence : { clock: 'total', atMs: totalAtMs, limitMs: totalMs };
  }
}

const described: Readonly<Record<Due['clock'], string>> = {
  'first-token': 'sent no token within',
  idle: 'fell silent in the middle of its answer for',
  total: 'did not finish its answer within',
};

/** The error of a timeout. */
export function timeoutError(
  modelId: string,
  providerId: string,
  clock: Due['clock'],
  limitMs: number,
): ProviderTimeoutError {
  const message = `${modelId} ${described[clock]} ${limitMs} ms.`;
  return new ProviderTimeoutError({ providerId, message, clock, limitMs });
}
