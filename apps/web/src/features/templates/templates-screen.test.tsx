// @vitest-environment happy-dom
import { act, configure, fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { TemplatesScreen } from './templates-screen.tsx';

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });
vi.mock('../../components/text-diff-view.tsx', () => ({
  TextDiffView: ({ before, after }: { before: string; after: string }) => <pre>{`${before} => ${after}`}</pre>,
}));

const template = {
  __typename: 'Template',
  id: 't1',
  name: 'explain',
  version: 2,
  description: 'Explains.',
  workspaceId: 'team-a',
  createdAt: '2026-01-02T03:04:05Z',
  createdBy: 'Ada',
  messages: [{ role: 'USER', content: 'Explain {{topic}}.', toolCallId: null, toolCalls: [] }],
  variables: [{ name: 'topic', type: 'STRING', required: true, default: null }],
};
const common = { ...template, id: 't2', name: 'common', workspaceId: null, description: null };
const versions = [2, 1].map((version) => ({ version, createdAt: template.createdAt, createdBy: 'Ada' }));

const answers = {
  Templates: () => ({ templates: [common, template] }),
  Template: ({ name }: Record<string, unknown>) => ({
    template: { ...(name === 'explain' ? template : common), versions },
  }),
  TemplatePreview: () => ({
    templatePreview: { inputTokens: 12, messages: [{ role: 'USER', content: 'Explain locks.', inputTokens: 12 }] },
  }),
};

beforeEach(() => {
  sessionStorage.clear();
  visit('/templates');
});

const show = (role: Parameters<typeof renderInConsole>[2], more: Parameters<typeof renderInConsole>[1] = {}) =>
  renderInConsole(<TemplatesScreen />, { ...answers, ...more }, role);
const rows = async () => within(await screen.findByRole('navigation', { name: 'Templates' })).getAllByRole('button');

test('the list is searched, and the address contains the open template', async () => {
  const { user } = show('MEMBER');
  expect(await rows()).toHaveLength(2);
  await user.type(screen.getByRole('textbox', { name: 'Search templates' }), 'explains');
  const [found] = await rows();
  expect(await rows()).toHaveLength(1);
  await user.click(found as HTMLElement);
  expect(window.location.search).toBe('?template=t1');
  expect(await screen.findByRole('heading', { name: 'explain' })).toBeDefined();
});

test('typed text stays while another template is open, until it is discarded', async () => {
  visit('/templates?template=t1');
  const { user } = show('MEMBER');
  const text = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Text of message 1' });
  fireEvent.change(await text(), { target: { value: 'Explain {{topic}} well.' } });
  const [other] = (await rows()).filter(({ textContent }) => textContent?.includes('common'));
  await user.click(other as HTMLElement);
  expect(await screen.findByRole('heading', { name: 'common' })).toBeDefined();
  act(() => visit('/templates?template=t1'));
  expect(await screen.findByRole('heading', { name: 'explain' })).toBeDefined();
  expect((await text()).value).toBe('Explain {{topic}} well.');
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect((await text()).value).toBe('Explain {{topic}}.');
  expect(screen.queryByRole('button', { name: 'Discard' })).toBeNull();
  await vi.waitFor(() => expect(sessionStorage).toHaveLength(0));
});

test('a preview is requested with the draft and the typed values', async () => {
  visit('/templates?template=t1');
  const { user, sent } = show('MEMBER');
  expect(await screen.findByText('Type a value for topic to see the messages.')).toBeDefined();
  await user.type(screen.getByRole('textbox', { name: 'topic' }), 'locks');
  expect(await screen.findByText('Explain locks.')).toBeDefined();
  const asked = sent.filter(({ name }) => name === 'TemplatePreview');
  expect(asked.at(-1)?.variables).toMatchObject({
    name: 'explain',
    workspaceId: 'team-a',
    variables: { topic: 'locks' },
    draft: { messages: [{ role: 'USER', content: 'Explain {{topic}}.' }] },
  });
});

test('a save shows the difference, and sends the messages with the variables of their placeholders', async () => {
  visit('/templates?template=t1');
  const { user, sent } = show('MEMBER', {
    SaveTemplate: () => ({ saveTemplate: { ...template, version: 3 } }),
  });
  const text = await screen.findByRole('textbox', { name: 'Text of message 1' });
  expect(screen.getByRole('button', { name: 'Save version 3 …' })).toHaveProperty('disabled', true);
  fireEvent.change(text, { target: { value: 'Explain {{topic}} in {{words}} words.' } });
  await user.selectOptions(screen.getByRole('combobox', { name: 'Type of words' }), 'NUMBER');
  await user.type(screen.getByRole('textbox', { name: 'Default of words' }), '5x');
  expect(screen.getByText("'words' must be a number.")).toBeDefined();
  await user.type(screen.getByRole('textbox', { name: 'Default of words' }), '{Backspace}0');
  await user.click(screen.getByRole('button', { name: 'Save version 3 …' }));
  expect(await screen.findByText(/Explain \{\{topic\}\}\. .* => .*words: NUMBER, default 50/s)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText("Saved version 3 of 'explain'.")).toBeDefined();
  expect(sent.find(({ name }) => name === 'SaveTemplate')?.variables).toMatchObject({
    input: {
      name: 'explain',
      workspaceId: 'team-a',
      variables: [
        { name: 'topic', type: 'STRING', required: true },
        { name: 'words', type: 'NUMBER', default: 50 },
      ],
    },
  });
});

test('messages are added, moved and removed', async () => {
  visit('/templates?template=new');
  const { user } = show('MEMBER');
  await user.click(await screen.findByRole('button', { name: 'Add a message' }));
  const roles = () =>
    screen.getAllByRole<HTMLSelectElement>('combobox', { name: /^Role of/ }).map(({ value }) => value);
  expect(roles()).toEqual(['SYSTEM', 'USER', 'ASSISTANT']);
  await user.click(screen.getByRole('button', { name: 'Move message 3 up' }));
  expect(roles()).toEqual(['SYSTEM', 'ASSISTANT', 'USER']);
  await user.click(screen.getByRole('button', { name: 'Remove message 1' }));
  expect(roles()).toEqual(['ASSISTANT', 'USER']);
  expect(screen.getByRole('button', { name: 'Save …' })).toHaveProperty('disabled', true);
});

test('a refused save shows the reason, and stays open', async () => {
  visit('/templates?template=t1');
  const { user } = show('MEMBER', {
    SaveTemplate() {
      throw apiError('FORBIDDEN', 'Only operators may change templates for all workspaces.');
    },
  });
  fireEvent.change(await screen.findByRole('textbox', { name: 'Text of message 1' }), { target: { value: 'Hi.' } });
  await user.click(screen.getByRole('button', { name: 'Save version 3 …' }));
  await user.click(await screen.findByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Only operators may change templates');
});

test('a removal is confirmed first', async () => {
  visit('/templates?template=t1');
  const { user, sent } = show('OPERATOR', { RemoveTemplate: () => ({ removeTemplate: 't1' }) });
  await user.click(await screen.findByRole('button', { name: 'Remove' }));
  expect(sent.some(({ name }) => name === 'RemoveTemplate')).toBe(false);
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('Choose a template')).toBeDefined();
});

test('viewers only read, and members only read the templates for all workspaces', async () => {
  visit('/templates?template=t1');
  const { unmount } = show('VIEWER');
  await screen.findByRole('heading', { name: 'explain' });
  expect(screen.getByText('Explain {{topic}}.')).toBeDefined();
  expect(screen.queryByRole('button', { name: /^(Save|Remove|New|Add)/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Try in Playground' })).toBeNull();
  unmount();
  visit('/templates?template=new');
  const asked = show('VIEWER');
  expect(await screen.findByText('A new template: no permission')).toBeDefined();
  asked.unmount();
  visit('/templates?template=t2');
  show('MEMBER');
  await screen.findByRole('heading', { name: 'common' });
  expect(screen.queryByRole('button', { name: /^(Save|Remove|Add)/ })).toBeNull();
  expect(screen.getByRole('link', { name: 'Try in Playground' })).toBeDefined();
});

test('a first visit explains templates, and offers to create one', async () => {
  const { user } = show('MEMBER', { Templates: () => ({ templates: [] }) });
  await user.click(await screen.findByRole('button', { name: 'Create the first one' }));
  expect(await screen.findByLabelText(/^Name/)).toBeDefined();
});
