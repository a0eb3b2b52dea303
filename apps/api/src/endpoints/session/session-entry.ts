import type { Actor } from '../../access/viewer.ts';
import type { AuditEvent } from '../../audit/audit.ts';
import { addressOf } from '../../http/address-of.ts';
import type { Exchange } from '../../http/endpoint.ts';

/** The common members of all audit entries about sessions. */
export function sessionEntry(
  act: 'start' | 'end',
  actor: Actor | null,
  { request, requestId }: Exchange,
): Pick<AuditEvent, 'actor' | 'action' | 'target' | 'requestId' | 'address'> {
  return { actor, action: `session.${act}`, target: null, requestId, address: addressOf(request) };
}
