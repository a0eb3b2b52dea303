import { expect, it, vi } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { noTemplates } from '../testing/fake-templates.ts';
import { sampleDraft, sampleTemplate } from '../testing/sample-template.ts';
import { removeTemplate, requireTemplate, saveTemplate } from './manage-templates.ts';
import type { Templates } from './templates.ts';

const member = buildViewer({ role: 'MEMBER', workspaceId: 'team-a', actor: { kind: 'API_KEY', id: 'k', name: 'ci' } });
const operator = buildViewer({ role: 'OPERATOR' });
const { id } = sampleTemplate();

function realm(viewer: Viewer, changes: Partial<Templates> = {}) {
  const save: Templates['save'] = vi.fn(async (draft, createdBy) => sampleTemplate({ ...draft, createdBy }));
  return {
    viewer,
    workspaces: { has: () => true },
    templates: { ...noTemplates, save, remove: async () => true, ...changes },
  };
}

it('lets a member save templates of its workspace, and an operator templates for all', async () => {
  const own = await saveTemplate(sampleDraft({ workspaceId: 'team-a' }), 'input', realm(member));
  expect(own).toMatchObject({ workspaceId: 'team-a', createdBy: 'ci' });
  expect(await saveTemplate(sampleDraft(), 'input', realm(operator))).toMatchObject({ workspaceId: null });
  const others = await saveTemplate(sampleDraft({ workspaceId: 'team-b' }), 'input', realm(operator));
  expect(others).toMatchObject({ workspaceId: 'team-b' });
});

it('refuses other templates of a member, and an invalid template before it is saved', async () => {
  await expect(saveTemplate(sampleDraft(), 'input', realm(member))).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: "Only operators may change templates for all workspaces: name your workspace 'team-a'.",
  });
  const foreign = saveTemplate(sampleDraft({ workspaceId: 'team-b' }), 'input', realm(member));
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND', message: "There is no workspace 'team-b'." });
  const wrong = realm(operator);
  await expect(saveTemplate(sampleDraft({ name: '' }), 'input', wrong)).rejects.toMatchObject({ field: 'input.name' });
  expect(wrong.templates.save).not.toHaveBeenCalled();
});

it.each<[string, Viewer, string | null, string]>([
  ['its own', member, 'team-a', 'removed'],
  ["another workspace's", member, 'team-b', 'NOT_FOUND'],
  ['a template for all', member, null, 'FORBIDDEN'],
  ['a template for all', operator, null, 'removed'],
])('removes %s only if the caller may', async (_, viewer, workspaceId, result) => {
  const removing = removeTemplate(id, realm(viewer, { findById: async () => sampleTemplate({ workspaceId }) }));
  expect(await removing.then(() => 'removed').catch(({ code }) => code)).toBe(result);
});

it('answers the same for a missing template and a template of another workspace', async () => {
  const foreign = realm(member, { findById: async () => sampleTemplate({ workspaceId: 'team-b' }) });
  const message = `There is no template '${id}'.`;
  await expect(removeTemplate(id, foreign)).rejects.toThrow(message);
  await expect(removeTemplate(id, realm(member))).rejects.toThrow(message);
  await expect(removeTemplate('nonsense', realm(member))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('names the latest version if the requested version does not exist', () => {
  expect(requireTemplate({ template: sampleTemplate(), latest: 1 }, 'explain', null)).toEqual(sampleTemplate());
  expect(() => requireTemplate({ template: null, latest: 2 }, 'explain', 3)).toThrow(
    "Template 'explain' has no version 3: its latest is 2.",
  );
});
