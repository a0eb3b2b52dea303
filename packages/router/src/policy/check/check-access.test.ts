import { expect, test } from 'vitest';
import { issuesOf, policyOf } from '../testing/parse.ts';

const models = 'models: { openai: { gpt-4: } }';

function issues(oidc: string) {
  return issuesOf(`${models}\naccess: { oidc: ${oidc} }`).map(({ path, message }) => `${path}: ${message}`);
}

test.each([
  '{}',
  '{ roles: }',
  '{ claim: realm_access.roles, roles: { llm-admins: ADMIN, team-a: { role: MEMBER, workspace: team-a } } }',
  '{ roles: { ops: { role: OPERATOR } } }',
])('%s is right', (oidc) => {
  expect(issues(oidc)).toEqual([]);
});

test('a role for one workspace requires a workspace, and a role for all must not have one', () => {
  expect(
    issues('{ roles: { team-a: MEMBER, team-b: { role: VIEWER }, ops: { role: OPERATOR, workspace: a } } }'),
  ).toEqual([
    'access.oidc.roles.team-a: MEMBER needs a workspace: { role: MEMBER, workspace: NAME }.',
    'access.oidc.roles.team-b: VIEWER needs a workspace: { role: VIEWER, workspace: NAME }.',
    'access.oidc.roles.ops.workspace: OPERATOR reaches all workspaces: remove the workspace.',
  ]);
});

test.each([
  ['{ roles: { a: BOSS } }', 'access.oidc.roles.a'],
  ['{ roles: { a: { role: BOSS } } }', 'access.oidc.roles.a'],
  ['{ roles: { a: { workspace: a } } }', 'access.oidc.roles.a'],
  ['{ claim: 1 }', 'access.oidc.claim'],
  ['{ groups: a }', 'access.oidc.groups'],
])('%s is wrong at %s', (oidc, path) => {
  expect(issues(oidc)).toEqual([expect.stringContaining(path)]);
});

test('the mapping is read in the order of the file', () => {
  const { access } = policyOf(
    `${models}\naccess: { oidc: { claim: roles, roles: { b: { role: VIEWER, workspace: lab }, a: ADMIN } } }`,
  );
  expect(access.oidc.claim).toBe('roles');
  expect([...access.oidc.roles]).toEqual([
    ['b', { role: 'VIEWER', workspaceId: 'lab' }],
    ['a', { role: 'ADMIN', workspaceId: null }],
  ]);
  expect(policyOf(models).access).toEqual({ oidc: { claim: null, roles: new Map() } });
});
