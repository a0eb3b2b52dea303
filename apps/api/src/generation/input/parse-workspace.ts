import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';

/** The workspace that a generation belongs to: as asked, as far as the key allows; else the key's, else `default`. */
export function parseWorkspace(asked: string | null, viewer: Viewer, path: string): string {
  if (viewer.workspaceId !== null && asked !== null && asked !== viewer.workspaceId) {
    throw new InputError(path, `must be '${viewer.workspaceId}', the workspace of the key in use`);
  }
  return asked ?? viewer.workspaceId ?? 'default';
}
