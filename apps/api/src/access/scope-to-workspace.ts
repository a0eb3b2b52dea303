import type { Viewer } from './viewer.ts';

/**
 * The workspace that a read is held to: the viewer's own where it is bound to one, else the one asked for (null for
 * all). A bound viewer that asks for another gets its own, which answers as if the other were empty.
 */
export function scopeToWorkspace(viewer: Viewer, asked: string | null): string | null {
  return viewer.workspaceId ?? asked;
}
