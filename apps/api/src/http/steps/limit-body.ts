import type { Limits } from '../../limits/limits.ts';
import type { GateStep } from '../gate.ts';
import { refuseLength } from '../read-json-body.ts';

/** Refuses a body that says beforehand that it is too large. One that does not say is counted while it is read. */
export function limitBody({ bodyBytes }: Pick<Limits, 'bodyBytes'>): GateStep {
  return ({ request }) => refuseLength(request, bodyBytes);
}
