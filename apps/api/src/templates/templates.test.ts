import { beforeEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleDraft, templateMessage } from '../testing/sample-template.ts';
import { createTemplates, templateCounts } from './templates.ts';

vi.setConfig({ testTimeout: 60_000 });

describeOnEachDatabase('stored templates', (test) => {
  beforeEach(() => test.database.pool.query('TRUNCATE template, template_version'));

  const open = () => createTemplates(test.database);
  const saying = (text: string) => sampleDraft({ messages: [templateMessage('USER', text)], variables: [] });

  it('keep every version unchanged', async () => {
    const templates = open();
    const first = await templates.save(sampleDraft(), 'admin key');
    const second = await templates.save(saying('Hello!'), 'other key');
    expect(first).toMatchObject({ ...sampleDraft(), version: 1, createdBy: 'admin key' });
    expect(second).toMatchObject({ id: first.id, version: 2 });
    expect(await templates.find(null, 'explain', 1)).toEqual({ template: first, latest: 2 });
    expect(await templates.find('any', 'explain', null)).toEqual({ template: second, latest: 2 });
    expect(await templates.find(null, 'explain', 3)).toEqual({ template: null, latest: 2 });
    expect(await templates.find(null, 'other', null)).toEqual({ template: null, latest: null });
    expect(await templates.find(null, 'nul\0', null)).toEqual({ template: null, latest: null });
    expect((await templates.listVersions(first.id, 10)).map(({ version }) => version)).toEqual([2, 1]);
    expect(await templates.listVersions(first.id, 1)).toHaveLength(1);
    const contents = await templates.readContents([first, { ...second, version: 9 }, second]);
    expect(contents.map((content) => content?.messages ?? null)).toEqual([first.messages, null, second.messages]);
  });

  it('prefer the template of the workspace to the template for all, also if it lacks the version', async () => {
    const templates = open();
    const common = await templates.save(saying('common'), 'a');
    await templates.save(saying('common 2'), 'a');
    const own = await templates.save({ ...saying('own'), workspaceId: 'team-a' }, 'a');
    expect((await templates.find('team-a', 'explain', null)).template).toEqual(own);
    expect(await templates.find('team-a', 'explain', 2)).toEqual({ template: null, latest: 1 });
    expect((await templates.find('team-b', 'explain', 1)).template).toEqual(common);
    expect((await templates.list('team-a')).map(({ workspaceId, version }) => [workspaceId, version])).toEqual([
      [null, 2],
      ['team-a', 1],
    ]);
    expect(await templates.list('team-b')).toHaveLength(1);
    expect(await templates.list(null)).toHaveLength(2);
  });

  it('are gone when removed, and continue their version numbers when saved again', async () => {
    const templates = open();
    const { id } = await templates.save(sampleDraft(), 'a');
    expect(await templates.remove(id)).toBe(true);
    expect(await templates.remove(id)).toBe(false);
    expect(await templates.find(null, 'explain', 1)).toEqual({ template: null, latest: null });
    expect([await templates.findById(id), await templates.list(null)]).toEqual([null, []]);
    expect(await templates.save(sampleDraft(), 'a')).toMatchObject({ id, version: 2 });
    expect(await templates.find(null, 'explain', 1)).toEqual({ template: null, latest: 2 });
  });

  it('are visible here at once, and on another replica within two seconds', async () => {
    const [here, there] = [open(), open()];
    await here.save(saying('one'), 'a');
    expect(await there.find(null, 'explain', null)).toMatchObject({ latest: 1 });
    await here.save(saying('two'), 'a');
    expect(await here.find(null, 'explain', null)).toMatchObject({ latest: 2 });
    await vi.waitFor(async () => expect(await there.find(null, 'explain', null)).toMatchObject({ latest: 2 }), {
      timeout: 2_000,
      interval: 100,
    });
  });

  it('number the versions of concurrent saves one by one', async () => {
    const templates = open();
    const saved = await Promise.all(Array.from({ length: 10 }, () => templates.save(sampleDraft(), 'a')));
    expect(saved.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('are limited in number, and in their versions', async () => {
    const templates = open();
    const { id } = await templates.save(sampleDraft(), 'a');
    await test.database.pool.query('UPDATE template SET version = $2 WHERE id = $1', [id, templateCounts.versions]);
    await expect(templates.save(sampleDraft(), 'a')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: "Template 'explain' has 1000 versions, which is the maximum: save it under another name.",
    });
    await test.database.pool.query(
      `INSERT INTO template (id, workspace_id, name, version) SELECT gen_random_uuid(), '', 'n' || n, 1 FROM generate_series(2, $1::int) AS n`,
      [templateCounts.templates],
    );
    await expect(templates.save(sampleDraft({ name: 'more' }), 'a')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(templates.save(sampleDraft({ name: 'n2' }), 'a')).resolves.toMatchObject({ version: 2 });
    await expect(templates.save(sampleDraft({ workspaceId: 'w' }), 'a')).resolves.toMatchObject({ version: 1 });
  });
});
