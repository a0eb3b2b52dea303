import { setTimeout as sleep } from 'node:timers/promises';

/** What comes within so many milliseconds; null for what fails or takes longer. */
export async function resolveWithin<Result>(result: Promise<Result>, timeoutMs: number): Promise<Result | null> {
  const timeout = new AbortController();
  const late = sleep(timeoutMs, null, { signal: timeout.signal }).catch(() => null);
  try {
    return await Promise.race([result.catch(() => null), late]);
  } finally {
    timeout.abort();
  }
}
