import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../errors/service-error.ts';

/** How long a caller waits for the end of a generation of another replica, and between two looks. Milliseconds. */
const mostWaitMs = 10_000;
const lookMs = 50;

/** The refusal of what another replica has of a generation and does not share. */
export function runsElsewhere(id: string): ServiceError {
  return new ServiceError(
    'CONFLICT',
    `Generation ${id} runs on another replica, and its events are there: each replica can follow it where all have the same REDIS_URL and that Redis answers, else send a caller to the same replica (sticky sessions).`,
    { details: { generationId: id } },
  );
}

/** The refusal where another replica was asked to end a generation, and no end was seen. */
export function notEndedInTime(id: string): ServiceError {
  return new ServiceError(
    'CONFLICT',
    `Generation '${id}' runs on another replica, which was asked to end it and has not done so within ${mostWaitMs / 1_000} s; ask again, or read it with the query 'generation'.`,
    { details: { generationId: id } },
  );
}

/** Looks until a generation has ended, at most ten seconds. Returns the last look. `read`: null where none is found yet. */
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
