import type { Clock } from '../clock.ts';
import type { Batch } from './attempt-reader.ts';
import type { Call } from './begin-attempt.ts';

/** A call with its pending first read. */
export type Entrant = { call: Call; pulled: Promise<IteratorResult<Batch>> };

/** Two concurrent calls. The first to answer continues. */
export type Race = { first: Call; second: Call; afterMs: number };

/** Whether nothing is pulled during the race. */
export async function isLate({ pulled }: Entrant, afterMs: number, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<'late'>();
  const timer = clock.after(afterMs, () => late.resolve('late'));
  const result = await Promise.race([pulled, late.promise]);
  timer.cancel();
  return result === 'late';
}

/** The call that has answered, or has ended without an answer; then the other call. */
export async function leaderFirst(one: Entrant, other: Entrant): Promise<readonly [Entrant, Entrant]> {
  const isOne = await Promise.race([one.pulled.then(() => true), other.pulled.then(() => false)]);
  const [leader, rest] = isOne ? [one, other] : [other, one];
  // The outrun call may end before the answer of the other is passed on.
  return leader.call.attempt.end?.type === 'outrun' ? [rest, leader] : [leader, rest];
}

/** Ends the call that has not answered. */
export function outrunOther(answering: Call, { first, second, afterMs }: Race): void {
  const [one, other] = [nameOf(first, second), nameOf(second, first)];
  const late = `${one} had sent nothing after ${afterMs} ms`;
  if (answering === first)
    second.attempt.outrun(`${other} was also called because ${late}, but ${one} answered first.`);
  else first.attempt.outrun(`${late}, and ${other}, which was also called, answered first.`);
}

function nameOf({ modelId, deployment }: Call, other: Call): string {
  return modelId === other.modelId ? `${modelId} (deployment ${deployment.id})` : modelId;
}
