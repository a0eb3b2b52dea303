import { setTimeout as sleep } from 'node:timers/promises';

/** Waits. An aborted signal ends the wait early. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
