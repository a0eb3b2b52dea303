import type { RetentionPolicy } from '@penstock/router';
import type { GenerationRequest } from '../generation/generation-request.ts';

/** Whether what is asked and answered is kept: where the policy keeps it for the workspace, and the request lets it. */
export function keepsContent(
  retention: Pick<RetentionPolicy, 'keepsContent' | 'workspaces'>,
  { workspaceId, mayKeepContent }: Pick<GenerationRequest, 'workspaceId' | 'mayKeepContent'>,
): boolean {
  return mayKeepContent && (retention.workspaces.get(workspaceId) ?? retention.keepsContent);
}
