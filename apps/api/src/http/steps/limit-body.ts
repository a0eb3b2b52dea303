import type { Limits } from '../../limits/limits.ts';
import type { GateStep } from '../gate.ts';
import { refuseLength } from '../read-json-body.ts';

/** Refuses a body whose `Content-Length` is too large. A body without it is counted while it is read. */
export function limitBody({ bodyBytes }: Pick<Limits, 'bodyBytes'>): GateStep {
  return ({ request }) => refuseLength(request, bodyBytes);
}
