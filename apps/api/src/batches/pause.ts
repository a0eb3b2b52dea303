import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; an aborted signal ends the wait. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
