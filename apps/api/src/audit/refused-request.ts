import type { Refusal } from '../http/gate.ts';
import type { UnsuccessfulEvent } from './audit.ts';

/** The audit entry of a refused request. */
export function toRefusedEvent({ code, action, endpoint, viewer, requestId, address }: Refusal): UnsuccessfulEvent {
  return {
    actor: viewer?.actor ?? null,
    action,
    target: { type: 'endpoint', id: endpoint },
    workspaceId: viewer?.workspaceId ?? null,
    outcome: 'REFUSED',
    errorCode: code,
    requestId,
    address,
  };
}
