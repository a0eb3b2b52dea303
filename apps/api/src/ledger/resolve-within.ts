import { setTimeout as sleep } from 'node:timers/promises';

/** The value of `result`; null when it rejects or takes longer than `timeoutMs`. */
export async function resolveWithin<Result>(result: Promise<Result>, timeoutMs: number): Promise<Result | null> {
  const timeout = new AbortController();
  const late = sleep(timeoutMs, null, { signal: timeout.signal }).catch(() => null);
  try {
    return await Promise.race([result.catch(() => null), late]);
  } finally {
    timeout.abort();
  }
}
