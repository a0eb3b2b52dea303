import type { Viewer } from './viewer.ts';

/**
 * The workspace that a read is limited to: the viewer's own if it has one, else the requested one (null for all). A
 * viewer with a workspace that requests another gets its own, as if the other were empty.
 */
export function scopeToWorkspace(viewer: Viewer, asked: string | null): string | null {
  return viewer.workspaceId ?? asked;
}
