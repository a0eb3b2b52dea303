import { setTimeout as sleep } from 'node:timers/promises';

/** What comes within so many milliseconds; null for what fails or takes longer. */
export async function inTime<Result>(result: Promise<Result>, patienceMs: number): Promise<Result | null> {
  const patience = new AbortController();
  const late = sleep(patienceMs, null, { signal: patience.signal }).catch(() => null);
  try {
    return await Promise.race([result.catch(() => null), late]);
  } finally {
    patience.abort();
  }
}
