import type { RetentionPolicy } from '@penstock/router';
import type { Caller, Delivery } from './generation-request.ts';

/** The part of a request that decides whether its content is stored. */
type KeptRequest = {
  caller: Pick<Caller, 'workspaceId'>;
  delivery: Pick<Delivery, 'mayKeepContent'>;
};

/**
 * Whether request and answer are stored: the policy must store them for the workspace, and the request must allow it.
 */
export function keepsContent(
  retention: Pick<RetentionPolicy, 'keepsContent' | 'workspaces'>,
  { caller, delivery }: KeptRequest,
): boolean {
  return delivery.mayKeepContent && (retention.workspaces.get(caller.workspaceId) ?? retention.keepsContent);
}
