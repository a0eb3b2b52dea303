import type { AccessEntry } from '../schema/access-entry.ts';
import type { IssueList } from './issue-list.ts';

/** ADMIN and OPERATOR have access to all workspaces. MEMBER and VIEWER belong to one. */
export function checkAccess({ oidc }: AccessEntry, issues: IssueList): void {
  for (const [value, entry] of Object.entries(oidc?.roles ?? {})) {
    const { role, workspace } = typeof entry === 'string' ? { role: entry, workspace: undefined } : entry;
    const isBound = role === 'MEMBER' || role === 'VIEWER';
    const path = ['access', 'oidc', 'roles', value];
    if (isBound && workspace === undefined) {
      issues.add({ path, message: `${role} needs a workspace: { role: ${role}, workspace: NAME }.` });
    }
    if (!isBound && workspace !== undefined) {
      issues.add({ path: [...path, 'workspace'], message: `${role} reaches all workspaces: remove the workspace.` });
    }
  }
}
