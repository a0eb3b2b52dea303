import { ServiceError } from '../errors/service-error.ts';
import { isOfWorkspace } from './permissions.ts';
import type { Viewer } from './viewer.ts';

/** The workspaces that exist, from memory. */
export interface Workspaces {
  has(id: string): boolean;
}

/** The workspace of a request without a workspace, from a caller without one. It always exists. */
export const defaultWorkspaceId = 'default';

/** The error for a workspace that does not exist. A workspace that the caller may not see has the same message. */
export function unknownWorkspace(id: string): ServiceError {
  return new ServiceError('NOT_FOUND', `There is no workspace '${id.slice(0, 80)}'.`);
}

/** Returns the id. Rejects with NOT_FOUND if the workspace does not exist, or the viewer may not see it. */
export function findWorkspace(id: string, viewer: Pick<Viewer, 'workspaceId'>, workspaces: Workspaces): string {
  if (isOfWorkspace(viewer, id) && workspaces.has(id)) return id;
  throw unknownWorkspace(id);
}
