// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { viewerOf } from '../../testing/render-in-console.tsx';
import { emptyDraft, rolesOf, toKeyInput } from './key-draft.ts';

test('empty fields are omitted', () => {
  expect(toKeyInput({ ...emptyDraft('team-a'), name: ' ci ' })).toEqual({
    name: 'ci',
    role: 'MEMBER',
    workspaceId: 'team-a',
    expiresAt: null,
    models: null,
    strategies: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    concurrency: null,
    tags: [],
  });
});

test("an operator's key has no workspace, and a key works until the end of its last day", () => {
  const input = toKeyInput({ ...emptyDraft('team-a'), role: 'OPERATOR', lastDay: '2026-12-31', requestsPerMinute: 60 });
  expect(input).toMatchObject({ workspaceId: null, requestsPerMinute: 60 });
  expect(input.expiresAt).toBe(new Date('2026-12-31T23:59:59').toISOString());
});

test('only an administrator can give roles above member', () => {
  expect(rolesOf(viewerOf('ADMIN'))).toContain('ADMIN');
  expect(rolesOf(viewerOf('OPERATOR'))).toEqual(['MEMBER', 'VIEWER']);
  expect(rolesOf(viewerOf('MEMBER'))).toEqual(['MEMBER', 'VIEWER']);
});
