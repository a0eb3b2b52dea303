import { describe, expect, test } from 'vitest';
import { can, isOfWorkspace, type Permission } from './permissions.ts';
import { type Role, roles } from './viewer.ts';

describe('a role', () => {
  test.each<[Role, Permission[]]>([
    ['ADMIN', ['read', 'generate', 'manage', 'operate', 'administer']],
    ['OPERATOR', ['read', 'generate', 'manage', 'operate']],
    ['MEMBER', ['read', 'generate', 'manage']],
    ['VIEWER', ['read']],
  ])('%s may %j', (role, allowed) => {
    const all = ['read', 'generate', 'manage', 'operate', 'administer'] as const;

    expect(all.filter((permission) => can({ role }, permission))).toEqual(allowed);
  });

  test('that is unknown has no permissions', () => {
    expect(can({ role: 'STRANGER' as Role }, 'read')).toBe(false);
    expect(roles).toHaveLength(4);
  });
});

test('a viewer that is bound to a workspace sees only that workspace', () => {
  expect(isOfWorkspace({ workspaceId: 'acme' }, 'acme')).toBe(true);
  expect(isOfWorkspace({ workspaceId: 'acme' }, 'other')).toBe(false);
  expect(isOfWorkspace({ workspaceId: null }, 'other')).toBe(true);
});
