import { ServiceError } from '../errors/service-error.ts';
import { isOfWorkspace } from './permissions.ts';
import type { Viewer } from './viewer.ts';

/** The workspaces that exist, from memory. */
export interface Workspaces {
  has(id: string): boolean;
}

/** The workspace of requests that name none, made by a caller without one. It always exists. */
export const defaultWorkspaceId = 'default';

/** The error for a workspace that does not exist. The same words are used for one that the caller may not see. */
export function unknownWorkspace(id: string): ServiceError {
  return new ServiceError('NOT_FOUND', `There is no workspace '${id.slice(0, 80)}'.`);
}

/** Rejects a workspace that does not exist or that the viewer may not see, with NOT_FOUND. Returns the id. */
export function findWorkspace(id: string, viewer: Pick<Viewer, 'workspaceId'>, workspaces: Workspaces): string {
  if (isOfWorkspace(viewer, id) && workspaces.has(id)) return id;
  throw unknownWorkspace(id);
}
