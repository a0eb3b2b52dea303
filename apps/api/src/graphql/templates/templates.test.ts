import { beforeAll, expect, it, vi } from 'vitest';
import { createTemplates } from '../../templates/templates.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { describeOnEachDatabase } from '../../testing/databases.ts';
import { createFakeServices, type FakeServices } from '../../testing/fake-services.ts';
import { type GraphqlResult, startTestServer } from '../../testing/start-test-server.ts';

vi.setConfig({ testTimeout: 60_000 });

const viewers = new Map([
  ['operator', buildViewer({ role: 'OPERATOR' })],
  ['team-a', buildViewer({ role: 'MEMBER', workspaceId: 'team-a' })],
  ['team-b', buildViewer({ role: 'MEMBER', workspaceId: 'team-b' })],
  ['reader', buildViewer({ role: 'VIEWER', workspaceId: 'team-a' })],
]);

const save = `mutation ($input: TemplateInput!) { saveTemplate(input: $input) {
  id name version description workspaceId createdBy messages { role content } variables { name type required default }
} }`;
const greet = {
  name: 'greet',
  messages: [
    { role: 'SYSTEM', content: 'Be {{tone}}.' },
    { role: 'USER', content: 'Greet {{who}}: {{facts}}' },
  ],
  variables: [
    { name: 'tone', type: 'STRING', default: 'kind' },
    { name: 'who', type: 'STRING' },
    { name: 'facts', type: 'JSON', required: false },
  ],
};

describeOnEachDatabase('templates', (test) => {
  let services: FakeServices;
  let ask: (key: string, query: string, variables?: Record<string, unknown>) => Promise<GraphqlResult>;
  beforeAll(async () => {
    services = { ...createFakeServices(), templates: createTemplates(test.database) };
    const server = await startTestServer({
      services,
      access: { authenticate: async (key) => viewers.get(key) ?? null, viewerOf: () => null },
    });
    ask = async (key, query, variables) =>
      (await (await server.post({ query, variables }, { authorization: `Bearer ${key}` })).json()) as GraphqlResult;
    return () => server.close();
  });

  const previewDraft = (draft: unknown) =>
    ask(
      'reader',
      `query ($draft: TemplateInput) { templatePreview(name: "greet", draft: $draft, variables: { who: "Ada" }) {
        version messages { content } } }`,
      { draft },
    );

  it('are saved, listed with their versions, previewed and removed', async () => {
    const first = await ask('operator', save, { input: greet });
    expect(first.data.saveTemplate).toMatchObject({
      version: 1,
      workspaceId: null,
      createdBy: 'admin key',
      messages: greet.messages,
      variables: [
        { name: 'tone', type: 'STRING', required: true, default: 'kind' },
        { name: 'who', required: true, default: null },
        { name: 'facts', required: false },
      ],
    });
    await ask('operator', save, { input: { ...greet, description: 'Second.' } });
    const listed = await ask(
      'reader',
      '{ templates { name version description versions { version messages { content } } } }',
    );
    expect(listed.data.templates).toEqual([
      {
        name: 'greet',
        version: 2,
        description: 'Second.',
        versions: [2, 1].map((version) => ({ version, messages: greet.messages.map(({ content }) => ({ content })) })),
      },
    ]);
    const previewed = await ask(
      'reader',
      `{ templatePreview(name: "greet", version: 1, variables: { who: "{{tone}}", facts: { age: 3 } }) {
        name version inputTokens messages { role content inputTokens } } }`,
    );
    const { messages, inputTokens, ...facts } = previewed.data.templatePreview;
    expect(facts).toEqual({ name: 'greet', version: 1 });
    expect(messages.map(({ content }: { content: string }) => content)).toEqual([
      'Be kind.',
      'Greet {{tone}}: {"age":3}',
    ]);
    expect(inputTokens).toBeGreaterThan(messages[0].inputTokens);
    expect(
      (await previewDraft({ ...greet, messages: [...greet.messages, { role: 'USER', content: 'Now.' }] })).data,
    ).toEqual({
      templatePreview: {
        version: null,
        messages: [{ content: 'Be kind.' }, { content: 'Greet Ada: ' }, { content: 'Now.' }],
      },
    });
    const wrong = await previewDraft({ ...greet, messages: [{ role: 'USER', content: '{{unknown}}' }] });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'draft.messages.0.content' });
    const remove = 'mutation ($id: ID!) { removeTemplate(id: $id) }';
    const { id } = first.data.saveTemplate;
    expect((await ask('team-a', remove, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await ask('operator', remove, { id })).data.removeTemplate).toBe(id);
    const second = { name: 'greet', workspaceId: null, version: 2, description: 'Second.' };
    expect(services.audit.entries.slice(1)).toMatchObject([
      { action: 'template.save', target: { type: 'template', id }, before: null, after: second },
      { action: 'template.remove', outcome: 'REFUSED', errorCode: 'FORBIDDEN' },
      { action: 'template.remove', target: { type: 'template', id }, before: second, after: null },
    ]);
    expect((await ask('operator', '{ template(name: "greet") { id } templates { id } }')).data).toEqual({
      template: null,
      templates: [],
    });
  });

  it('of a workspace have priority over those for all, and are hidden from others', async () => {
    await ask('operator', save, { input: { ...greet, name: 'shared' } });
    const own = await ask('team-a', save, { input: { ...greet, name: 'shared', workspaceId: 'team-a' } });
    const { id } = own.data.saveTemplate;
    const find = '{ template(name: "shared") { workspaceId } templates(workspaceId: "team-a") { workspaceId } }';
    expect((await ask('reader', find)).data).toEqual({
      template: { workspaceId: 'team-a' },
      templates: [{ workspaceId: null }, { workspaceId: 'team-a' }],
    });
    expect((await ask('team-b', find)).errors?.[0]).toMatchObject({ message: "There is no workspace 'team-a'." });
    const ofTheirs = '{ template(name: "shared") { workspaceId } templates { workspaceId } }';
    expect((await ask('team-b', ofTheirs)).data).toEqual({
      template: { workspaceId: null },
      templates: [{ workspaceId: null }],
    });
    const removed = await ask('team-b', 'mutation ($id: ID!) { removeTemplate(id: $id) }', { id });
    expect(removed.errors?.[0]).toMatchObject({
      message: `There is no template '${id}'.`,
      extensions: { code: 'NOT_FOUND' },
    });
    expect(
      (await ask('reader', save, { input: { ...greet, workspaceId: 'team-a' } })).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  });

  it('that are invalid are refused, with the field', async () => {
    const wrong = { ...greet, messages: [{ role: 'USER', content: '{{unknown}}' }] };
    const { errors } = await ask('operator', save, { input: wrong });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.messages.0.content' });
  });
});
