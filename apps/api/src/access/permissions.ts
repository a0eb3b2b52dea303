import type { Viewer } from './viewer.ts';

/**
 * What a caller may do.
 *
 * - `read`: read what belongs to its workspace, and the catalog.
 * - `generate`: call models, which costs money, and end its generations.
 * - `operate`: see and change how the service runs: budgets, health checks, addresses of providers.
 */
export type Permission = 'read' | 'generate' | 'operate';

const permissionsOf: Readonly<Record<Viewer['role'], ReadonlySet<Permission>>> = {
  ADMIN: new Set(['read', 'generate', 'operate']),
};

/** Whether the viewer's role has a permission. A role that is not known has none. */
export function can({ role }: Pick<Viewer, 'role'>, permission: Permission): boolean {
  const permissions: ReadonlySet<Permission> | undefined = permissionsOf[role];
  return permissions?.has(permission) === true;
}

/** Whether a viewer may see what belongs to a workspace. */
export function isOfWorkspace({ workspaceId: own }: Pick<Viewer, 'workspaceId'>, workspaceId: string): boolean {
  return own === null || own === workspaceId;
}
