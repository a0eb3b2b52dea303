import { ServiceError } from '../../errors/service-error.ts';
import { sizeOfRequest } from '../generation-size.ts';
import { type HeldMemory, MemoryShare } from '../held-memory.ts';
import type { Asked, Stage } from './stage.ts';

/** Long enough to record an answer or two. */
const retryAfterMs = 2_000;

/**
 * Reserves memory for a request. Refuses it if the process is at its memory limit. The memory is released here for a
 * request that does not run. Otherwise the service releases it when nothing refers to the generation.
 */
export const holdMemory: Stage<Asked, Asked> = async (state, next, { memory }) => {
  const bytes = sizeOfRequest(state.request.call);
  if (!memory.hasRoomFor(bytes)) throw overloaded(memory);
  const share = new MemoryShare(memory, bytes);
  let hasStarted = false;
  try {
    await next({
      ...state,
      share,
      started: (live) => {
        state.started(live);
        hasStarted = true;
      },
    });
  } finally {
    if (!hasStarted) share.release();
  }
};

function overloaded({ limitBytes }: HeldMemory): ServiceError {
  const seconds = retryAfterMs / 1_000;
  return new ServiceError(
    'OVERLOADED',
    `The memory for requests and answers is full, ${limitBytes} bytes (PENSTOCK_MAX_HELD_BYTES): try again in ${seconds} s.`,
    { details: { retryAfterMs }, headers: { 'retry-after': String(seconds) } },
  );
}
