import { fromGraphqlErrors, PenstockError } from './penstock-error.ts';

/** Close codes that say that the same would be refused again. */
const finalCodes: ReadonlySet<number> = new Set([1009, 4004, 4005, 4400, 4406, 4409, 4429, 4500]);
const unauthorized = 4401;

const firstWaitMs = 100;
const longestWaitMs = 2_000;
/** Tries of a service that has never answered: it is not there, or its address is wrong. */
const triesAtFirst = 3;

/** Decides how long a lost connection is tried again. */
export class Patience {
  readonly #retryForMs: number;
  #lostAtMs: number | null = null;
  #tries = 0;
  #hasSucceeded = false;

  constructor(retryForMs: number) {
    this.#retryForMs = retryForMs;
  }

  /** Whether the connection was lost and nothing has come since. */
  get isTried(): boolean {
    return this.#lostAtMs !== null;
  }

  /** An event has come. */
  renew(): void {
    this.#hasSucceeded = true;
    this.#lostAtMs = null;
    this.#tries = 0;
  }

  /** Waits for the next try. Throws UNREACHABLE when it has taken too long, and the reason of an aborted signal. */
  async wait(cause: unknown, generationId: string | undefined, signal: AbortSignal | undefined): Promise<void> {
    const nowMs = performance.now();
    this.#lostAtMs ??= nowMs;
    this.#tries++;
    const isOver = nowMs - this.#lostAtMs >= this.#retryForMs || (!this.#hasSucceeded && this.#tries >= triesAtFirst);
    if (isOver) {
      const message = this.#hasSucceeded
        ? `The connection was lost and could not be made again within ${this.#retryForMs} ms.`
        : 'Penstock does not answer at this address.';
      throw new PenstockError('UNREACHABLE', message, { generationId, cause });
    }
    // The first try comes at once, and clients that were lost together come back apart.
    const most = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#tries - 1));
    await sleep(Math.random() * most, signal);
  }
}

/** What an operation fails with; null where it may be tried again. */
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
