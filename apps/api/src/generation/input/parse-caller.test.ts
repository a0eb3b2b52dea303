import { expect, it } from 'vitest';
import type { Viewer } from '../../access/viewer.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { parseCaller, type UncheckedCaller } from './parse-caller.ts';

const admin: Viewer = buildViewer();
const bound: Viewer = buildViewer({ workspaceId: 'blue', apiKeyId: 'k1' });
const parse = (input: UncheckedCaller, viewer: Viewer) => parseCaller(input, (field) => `input.${field}`, viewer);

it('belongs to the workspace that is named, else to that of the key, else to the default', () => {
  expect(parse({ workspaceId: 'red' }, admin).workspaceId).toBe('red');
  expect(parse({}, bound)).toEqual({
    workspaceId: 'blue',
    apiKeyId: 'k1',
    limits: null,
    executionId: null,
    metadata: null,
  });
  expect(parse({}, admin).workspaceId).toBe('default');
});

it('refuses a workspace that the key does not belong to, with the field', () => {
  expect(() => parse({ workspaceId: 'red' }, bound)).toThrow(
    "input.workspaceId must be 'blue', the workspace of the key in use",
  );
});
