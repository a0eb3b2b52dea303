import { expect, it } from 'vitest';
import { fullGrant, type Viewer } from '../../access/viewer.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { noAttribution } from './attribution.ts';
import { parseCaller, type UncheckedCaller } from './parse-caller.ts';

const admin: Viewer = buildViewer();
const bound: Viewer = buildViewer({ workspaceId: 'blue', apiKeyId: 'k1' });
const parse = (input: UncheckedCaller, viewer: Viewer) => parseCaller(input, (field) => `input.${field}`, viewer);

it('belongs to the named workspace, else to that of the key, else to the default', () => {
  expect(parse({ workspaceId: 'red' }, admin).workspaceId).toBe('red');
  expect(parse({}, bound)).toEqual({
    workspaceId: 'blue',
    apiKeyId: 'k1',
    grant: fullGrant,
    limits: null,
    executionId: null,
    metadata: null,
    ...noAttribution,
  });
  expect(parse({}, admin).workspaceId).toBe('default');
});

it('refuses a workspace that the key does not belong to, as if it did not exist', () => {
  expect(() => parse({ workspaceId: 'red' }, bound)).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', message: "There is no workspace 'red'." }),
  );
});

it('has the tags of its key before its own', () => {
  const viewer = buildViewer({ grant: { ...fullGrant, tags: ['team-a'] } });
  expect(parse({ tags: ['mine', 'team-a'] }, viewer).tags).toEqual(['team-a', 'mine']);
});
