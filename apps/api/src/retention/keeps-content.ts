import type { RetentionPolicy } from '@penstock/router';
import type { GenerationRequest } from '../generation/generation-request.ts';

/**
 * Whether request and answer are stored: the policy must store them for the workspace, and the request must allow it.
 */
export function keepsContent(
  retention: Pick<RetentionPolicy, 'keepsContent' | 'workspaces'>,
  { workspaceId, mayKeepContent }: Pick<GenerationRequest, 'workspaceId' | 'mayKeepContent'>,
): boolean {
  return mayKeepContent && (retention.workspaces.get(workspaceId) ?? retention.keepsContent);
}
