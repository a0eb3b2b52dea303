import type { Viewer } from './viewer.ts';
import { findWorkspace, type Workspaces } from './workspaces.ts';

/**
 * The workspace of a read: the requested one, else the viewer's own; null for all. Throws NOT_FOUND for a workspace
 * that does not exist or that the viewer may not see.
 */
export function scopeToWorkspace(viewer: Viewer, requested: string | null, workspaces: Workspaces): string | null {
  return requested === null ? viewer.workspaceId : findWorkspace(requested, viewer, workspaces);
}
