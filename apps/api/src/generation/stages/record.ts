import type { Generation } from '../generation.ts';
import type { GenerationEventBody } from '../generation-event.ts';
import { callerOf } from '../generation-request.ts';
import type { Outcome } from '../live-generation.ts';
import type { Settled, Stage } from './stage.ts';

/** Writes a generation, and only then tells its readers how it ended. */
export const record: Stage<Settled, Settled> = async (state, next, { ledger, states, clock, onFault }) => {
  const { live, outcome, generation } = state;
  // Before its end is told: the next turn may follow at once.
  if (generation.toolCalls.length > 0) states.remember(callerOf(generation.request), generation.parts);
  try {
    await ledger.settle(generation);
  } catch (error) {
    onFault(error, live.id);
    const failure = { code: 'INTERNAL', message: unrecorded } as const;
    const lost = live.settle({ status: 'FAILED', failure }, clock.nowMs(), clock.elapsedMs());
    live.close({ type: 'failed', generation: lost, ...failure }, lost);
    return next(state);
  }
  live.close(lastEvent(outcome, generation), generation);
  return next(state);
};

/** What cannot be read again is not reported complete. */
const unrecorded = 'The generation could not be recorded, neither in the database nor in the journal.';

function lastEvent(outcome: Outcome, generation: Generation): GenerationEventBody {
  switch (outcome.status) {
    case 'COMPLETED':
      return { type: 'completed', generation };
    case 'CANCELLED':
      return { type: 'cancelled', generation };
    case 'FAILED':
      return { type: 'failed', generation, code: outcome.code, message: outcome.message };
  }
}
