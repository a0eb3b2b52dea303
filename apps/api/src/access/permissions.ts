import type { Role, Viewer } from './viewer.ts';

/**
 * The permissions of a caller. With `read` it reads the data of its workspace, and the catalog. With `generate` it
 * calls models, which costs money, and cancels its generations. With `manage` it changes the keys and templates of its
 * workspace. With `operate` it sees and changes the operation of the service: policy, models, budgets, health checks,
 * addresses of providers. With `administer` it creates workspaces and keys of every role, and reads the audit log.
 */
export type Permission = 'read' | 'generate' | 'manage' | 'operate' | 'administer';

const permissionsOf: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  ADMIN: new Set(['read', 'generate', 'manage', 'operate', 'administer']),
  OPERATOR: new Set(['read', 'generate', 'manage', 'operate']),
  MEMBER: new Set(['read', 'generate', 'manage']),
  VIEWER: new Set(['read']),
};

/** The permissions of a role. An unknown role has none. */
export function permissionsOfRole(role: Role): ReadonlySet<Permission> {
  const permissions: ReadonlySet<Permission> | undefined = permissionsOf[role];
  return permissions ?? new Set();
}

/** Whether the viewer's role has a permission. */
export function can({ role }: Pick<Viewer, 'role'>, permission: Permission): boolean {
  return permissionsOfRole(role).has(permission);
}

/** Whether a viewer may see the data of a workspace. */
export function isOfWorkspace({ workspaceId: own }: Pick<Viewer, 'workspaceId'>, workspaceId: string): boolean {
  return own === null || own === workspaceId;
}
