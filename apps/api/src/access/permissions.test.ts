import { expect, test } from 'vitest';
import { can, isOfWorkspace } from './permissions.ts';
import type { Viewer } from './viewer.ts';

test.each(['read', 'generate', 'operate'] as const)(
  'an admin can %s; a role that is not known cannot',
  (permission) => {
    expect(can({ role: 'ADMIN' }, permission)).toBe(true);
    expect(can({ role: 'STRANGER' as Viewer['role'] }, permission)).toBe(false);
  },
);

test('a viewer that is bound to a workspace sees it alone', () => {
  expect(isOfWorkspace({ workspaceId: 'acme' }, 'acme')).toBe(true);
  expect(isOfWorkspace({ workspaceId: 'acme' }, 'other')).toBe(false);
  expect(isOfWorkspace({ workspaceId: null }, 'other')).toBe(true);
});
