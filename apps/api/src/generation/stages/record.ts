import type { Rules } from '../../rules/rules.ts';
import type { Generation } from '../generation.ts';
import type { GenerationEventBody } from '../generation-event.ts';
import { callerOf, type GenerationRequest } from '../generation-request.ts';
import type { Outcome } from '../live-generation.ts';
import { pinOfAnswer } from '../session-pins/pin-of-answer.ts';
import { sessionKeyOf } from '../session-pins/session-key.ts';
import type { SessionPins } from '../session-pins/session-pins.ts';
import type { Settled, Stage } from './stage.ts';

/** Records a generation, and only then tells its readers how it ended. */
export const record: Stage<Settled, Settled> = async (state, next, { ledger, states, sessions, clock, onFault }) => {
  const { live, request, outcome, generation } = state;
  // This comes before the end is sent, since the next turn may follow at once.
  if (generation.toolCalls.length > 0) states.remember(callerOf(generation.request), generation.parts);
  keepPin(generation, request, live.rules, sessions);
  try {
    await ledger.settle(generation);
  } catch (error) {
    onFault(error, live.id);
    const failure = { code: 'INTERNAL', message: unrecorded } as const;
    const lost = live.progress.settle({ status: 'FAILED', failure }, clock.nowMs(), clock.elapsedMs());
    live.close({ type: 'failed', generation: lost, ...failure }, lost);
    await next(state);
    return;
  }
  live.close(lastEvent(outcome, generation), generation);
  await next(state);
};

/** Pins the session where its cache is now. A model that failed has no cache, so the session moves once. */
function keepPin(generation: Generation, request: GenerationRequest, rules: Rules, sessions: SessionPins): void {
  // The answer of a batch leaves no cache for other calls.
  if (generation.modelId === null || request.batched !== undefined) return;
  const pin = pinOfAnswer(generation, rules.catalog.find(generation.modelId));
  const key = pin === null ? null : sessionKeyOf(request);
  if (pin !== null && key !== null) sessions.keep(key, pin);
}

/** A generation that could not be recorded is not reported as complete. */
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
