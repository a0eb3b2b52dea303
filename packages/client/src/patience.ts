import { fromGraphqlErrors, PenstockError } from './penstock-error.ts';

/** Close codes after which the same operation would be refused again. */
const finalCodes: ReadonlySet<number> = new Set([1009, 4004, 4005, 4400, 4406, 4409, 4429, 4500]);
const unauthorized = 4401;

const firstWaitMs = 100;
const longestWaitMs = 2_000;
/** Maximum number of tries when the service has never answered: it is not running, or its address is wrong. */
const triesAtFirst = 3;

/** Decides how long to retry a lost connection. */
export class Patience {
  readonly #retryForMs: number;
  #lostAtMs: number | null = null;
  #tries = 0;
  #hasSucceeded = false;

  constructor(retryForMs: number) {
    this.#retryForMs = retryForMs;
  }

  /** Whether the connection was lost and no event has arrived since. */
  get isTried(): boolean {
    return this.#lostAtMs !== null;
  }

  /** Resets the retries after an event. */
  renew(): void {
    this.#hasSucceeded = true;
    this.#lostAtMs = null;
    this.#tries = 0;
  }

  /** Waits for the next try. Throws UNREACHABLE when the time is over, and the reason of an aborted signal. */
  async wait(cause: unknown, generationId: string | undefined, signal: AbortSignal | undefined): Promise<void> {
    const nowMs = performance.now();
    this.#lostAtMs ??= nowMs;
    this.#tries++;
    const isOver = nowMs - this.#lostAtMs >= this.#retryForMs || (!this.#hasSucceeded && this.#tries >= triesAtFirst);
    if (isOver) {
      const message = this.#hasSucceeded
        ? `The connection was lost and could not be restored within ${this.#retryForMs} ms.`
        : 'Penstock does not answer at this address.';
      throw new PenstockError('UNREACHABLE', message, { generationId, cause });
    }
    // The first try is immediate. Random waits spread clients that lost the connection together.
    const most = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#tries - 1));
    await sleep(Math.random() * most, signal);
  }
}

/** The error of a failed operation; null when it may be retried. */
export function refusalOf(error: unknown, generationId: string | undefined): unknown {
  if (error instanceof PenstockError) return error;
  // An operation that was refused before it ran.
  if (Array.isArray(error)) return fromGraphqlErrors(error);
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : '';
  if (code === unauthorized) {
    return new PenstockError('UNAUTHENTICATED', `${reason || 'The key is not valid'}.`, { generationId });
  }
  if (typeof code !== 'number' || !finalCodes.has(code)) return null;
  return new PenstockError('INTERNAL', `The service closed the connection: ${code} ${reason}`.trim(), { generationId });
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
