import type { Clock } from '../clock.ts';
import type { Batch } from './attempt-reader.ts';
import type { Call } from './begin-attempt.ts';

/** A call with its first read, which is on its way. */
export type Entrant = { call: Call; pulled: Promise<IteratorResult<Batch>> };

/** Two calls at once, of which the first to answer goes on. */
export type Race = { first: Call; second: Call; afterMs: number };

/** Whether nothing is pulled for so long. */
export async function isLate({ pulled }: Entrant, afterMs: number, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<'late'>();
  const timer = clock.after(afterMs, () => late.resolve('late'));
  const result = await Promise.race([pulled, late.promise]);
  timer.cancel();
  return result === 'late';
}

/** The one that has answered, or ended without that; then the other. */
export async function leaderFirst(one: Entrant, other: Entrant): Promise<readonly [Entrant, Entrant]> {
  const isOne = await Promise.race([one.pulled.then(() => true), other.pulled.then(() => false)]);
  const [leader, rest] = isOne ? [one, other] : [other, one];
  // The one that is outrun may be over before the answer of the other is passed on.
  return leader.call.attempt.end?.type === 'outrun' ? [rest, leader] : [leader, rest];
}

/** Ends the call that has not answered. */
export function outrunOther(answering: Call, { first, second, afterMs }: Race): void {
  const [one, other] = [nameOf(first, second), nameOf(second, first)];
  const late = `${one} had sent nothing after ${afterMs} ms`;
  if (answering === first)
    second.attempt.outrun(`${other} was called as well since ${late}, but ${one} answered first.`);
  else first.attempt.outrun(`${late}, and ${other}, which was called as well, answered first.`);
}

function nameOf({ modelId, deployment }: Call, other: Call): string {
  return modelId === other.modelId ? `${modelId} (deployment ${deployment.id})` : modelId;
}
