import { ProviderTimeoutError, type TimeoutClock } from '@penstock/providers';
import type { Clock, Timer } from '../clock.ts';

/** The timeouts of one attempt, milliseconds. The adapter keeps the timeout of the connection. */
export type DeadlineLimits = { firstTokenMs: number; idleMs: number; aliveMs: number; totalMs: number };

/** A connection that has shown life may be silent for this many idle timeouts, because pings often come every 15 s. */
const aliveIdleFactor = 1.5;

/** If a timer is later than this, this process itself was delayed. Milliseconds. */
const heldUpMs = 20;

type Due = { clock: Exclude<TimeoutClock, 'connect'>; atMs: number; limitMs: number };

/**
 * First-token, idle, alive and total timeout on one timer. A connection that shows life without content has until the
 * alive timeout. A connection without signs of life has until the first-token or idle timeout. Nothing is scheduled per
 * batch: each wait for the upstream stores a time, and the timer checks it when it fires.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #limits: DeadlineLimits;
  readonly #startedMs: number;
  readonly #onExpired: (clock: Due['clock'], limitMs: number) => void;
  #timer: Timer | null = null;
  #hasToken = false;
  #isHeldUp = false;
  /** The last sign of life without content. Null for none since the last content. */
  #aliveAtMs: number | null = null;
  /** Null while the caller requests nothing, because the silence is then the caller's. */
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
    if (this.#hasToken) this.#aliveAtMs = null;
    else if (this.#aliveAtMs !== null) this.showsLife();
  }

  /** The connection has delivered data without content. */
  showsLife(): void {
    this.#aliveAtMs = this.#clock.elapsedMs();
  }

  /** The first token has come: from now on only idle and total apply. */
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
      // The token may have arrived unread: one turn of the event loop reads it.
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
    const sinceMs = this.#hasToken ? (this.#waitingSinceMs ?? this.#clock.elapsedMs()) : this.#startedMs;
    const silence: Due = this.#hasToken
      ? { clock: 'idle', atMs: sinceMs + idleMs, limitMs: idleMs }
      : { clock: 'first-token', atMs: sinceMs + firstTokenMs, limitMs: firstTokenMs };
    const due = this.#aliveAtMs === null ? silence : this.#dueAlive(silence, sinceMs, this.#aliveAtMs);
    return due.atMs <= totalAtMs ? due : { clock: 'total', atMs: totalAtMs, limitMs: totalMs };
  }

  /** The later of the usual limit and the limit of a living connection, which ends with its signs of life. */
  #dueAlive(silence: Due, sinceMs: number, aliveAtMs: number): Due {
    const { idleMs, aliveMs } = this.#limits;
    const silentAtMs = aliveAtMs + idleMs * aliveIdleFactor;
    const alive: Due =
      silentAtMs < sinceMs + aliveMs
        ? { clock: 'idle', atMs: silentAtMs, limitMs: idleMs * aliveIdleFactor }
        : { clock: 'alive', atMs: sinceMs + aliveMs, limitMs: aliveMs };
    return alive.atMs > silence.atMs ? alive : silence;
  }
}

const described: Readonly<Record<Due['clock'], string>> = {
  'first-token': 'sent no token within',
  idle: 'fell silent in the middle of its answer for',
  alive: 'kept its connection alive, but sent nothing of its answer for',
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
