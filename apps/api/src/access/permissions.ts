import type { Viewer } from './viewer.ts';

/**
 * The actions of a caller. With `read` it reads the data of its workspace, and the catalog. With `generate` it calls
 * models, which costs money, and ends its generations. With `operate` it sees and changes how the service runs:
 * budgets, health checks, addresses of providers.
 */
export type Permission = 'read' | 'generate' | 'operate';

const permissionsOf: Readonly<Record<Viewer['role'], ReadonlySet<Permission>>> = {
  ADMIN: new Set(['read', 'generate', 'operate']),
};

/** Whether the viewer's role has a permission. An unknown role has none. */
export function can({ role }: Pick<Viewer, 'role'>, permission: Permission): boolean {
  const permissions: ReadonlySet<Permission> | undefined = permissionsOf[role];
  return permissions?.has(permission) === true;
}

/** Whether a viewer may see the data of a workspace. */
export function isOfWorkspace({ workspaceId: own }: Pick<Viewer, 'workspaceId'>, workspaceId: string): boolean {
  return own === null || own === workspaceId;
}
