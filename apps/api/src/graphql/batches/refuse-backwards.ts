import { InputError } from '../../errors/service-error.ts';

/** Refuses the backward arguments of a list that is read only forwards. */
export function refuseBackwards({ before, last }: { before?: unknown; last?: unknown }): void {
  if (before == null && last == null) return;
  throw new InputError(last == null ? 'before' : 'last', 'is not supported: use first and after');
}
