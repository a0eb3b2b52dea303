import { Refusal } from '../response/refusal.ts';

/** A request that the protocol does not allow, with its words for it and the field at fault. */
export function invalid(message: string, field: string | null = null): Refusal {
  return new Refusal({ kind: 'bad-request', message, field });
}
