import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../errors/service-error.ts';

/** The longest wait for the end of a generation of another replica, and the pause between two reads. Milliseconds. */
const mostWaitMs = 10_000;
const lookMs = 50;

/** The refusal of a request for data that another replica holds and does not share. */
export function runsElsewhere(id: string): ServiceError {
  return new ServiceError(
    'CONFLICT',
    `Generation ${id} runs on another replica, which has its events: set the same REDIS_URL on all replicas, or route each caller to one replica (sticky sessions).`,
    { details: { generationId: id } },
  );
}

/** The refusal if another replica was asked to end a generation, and its end was not seen in time. */
export function notEndedInTime(id: string): ServiceError {
  return new ServiceError(
    'CONFLICT',
    `Generation '${id}' runs on another replica, which did not end it within ${mostWaitMs / 1_000} s; try again, or read it with the query 'generation'.`,
    { details: { generationId: id } },
  );
}

/**
 * Reads a generation until it has ended, for at most ten seconds. Returns the last state. `read` returns null while
 * there is none.
 */
export async function waitForEnd<Seen extends { status: string }>(
  read: () => Promise<Seen | null>,
): Promise<Seen | null> {
  const giveUpAtMs = performance.now() + mostWaitMs;
  let last = await read();
  while ((last === null || last.status === 'RUNNING') && performance.now() < giveUpAtMs) {
    await sleep(lookMs);
    last = await read();
  }
  return last;
}
