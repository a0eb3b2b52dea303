import { InputError } from '../../errors/service-error.ts';

/** Refuses the arguments of a list that is read forwards only. */
export function refuseBackwards({ before, last }: { before?: unknown; last?: unknown }): void {
  if (before == null && last == null) return;
  throw new InputError(last == null ? 'before' : 'last', 'is not taken: read on with first and after');
}
