// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole, viewerOf } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { KeysScreen } from './keys-screen.tsx';

const key = (id: string, changes = {}) => ({
  __typename: 'ApiKey',
  id,
  name: id,
  prefix: 'psk_abcd',
  role: 'MEMBER',
  workspaceId: 'team-a',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  models: null,
  strategies: null,
  rotatable: true,
  tags: [],
  limits: { requestsPerMinute: 60, tokensPerMinute: null, concurrency: null },
  createdBy: 'Admin key',
  createdAt: '2026-11-01T00:00:00Z',
  ...changes,
});
const workspace = (id: string) => ({ id, name: `Name of ${id}`, tags: ['eu'], createdAt: '2026-11-01T00:00:00Z' });
const keys = {
  apiKeys: [
    key('checkout', { models: ['acme/*'], strategies: ['BALANCED'] }),
    key('operations', { role: 'OPERATOR', workspaceId: null }),
    key('old', { revokedAt: '2026-11-02T00:00:00Z' }),
  ],
  workspaces: [workspace('team-a'), workspace('team-b')],
  usage: { groups: [{ apiKey: 'checkout', totals: { calls: 12, costUsd: '3.5' } }] },
};
const answers = {
  Keys: () => keys,
  Workspaces: () => ({ workspaces: keys.workspaces }),
  KeyModelNames: () => ({ models: [{ id: 'acme/one' }], providers: [{ id: 'acme' }] }),
};

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => visit('/keys'));

const row = async (name: string) => {
  const cell = await screen.findByText(name);
  return within(cell.closest('tr') as HTMLElement);
};

describe('the page of keys', () => {
  test('shows keys with limits and cost, and ended keys on request', async () => {
    const { user } = renderInConsole(<KeysScreen />, answers);
    const checkout = await row('checkout');
    expect(checkout.getByText('60 requests/min · BALANCED')).toBeTruthy();
    expect(checkout.getByText('acme/*')).toBeTruthy();
    expect(checkout.getByText('$3.50')).toBeTruthy();
    expect(screen.queryByText('old')).toBeNull();
    await user.click(screen.getByLabelText('Show revoked and expired'));
    expect((await row('old')).getByText('Revoked')).toBeTruthy();
  });

  test('explains why a key with more rights than the key in use cannot be rotated', async () => {
    const apiKeys = [key('wide', { rotatable: false })];
    const { user, sent } = renderInConsole(
      <KeysScreen />,
      { ...answers, Keys: () => ({ ...keys, apiKeys }) },
      'MEMBER',
    );
    await row('wide');
    await user.click(screen.getByRole('button', { name: 'Actions of wide' }));
    const rotate = await screen.findByRole('menuitem', { name: 'Rotate …' });
    expect(rotate).toHaveProperty('disabled', true);
    expect(screen.getByText('It has more rights than the key in use, which cannot rotate it.')).toBeTruthy();
    expect(sent.some(({ name }) => name === 'RotateApiKey')).toBe(false);
  });

  test('offers a new key at most the rights of the key in use', async () => {
    const apiKey = {
      id: 'k',
      name: 'k',
      prefix: 'psk_',
      expiresAt: '2026-12-24T12:00:00Z',
      models: ['acme/*'],
      strategies: ['COST_OPTIMIZED' as const],
      limits: { requestsPerMinute: 60, tokensPerMinute: null, concurrency: null },
    };
    const { user } = renderInConsole(<KeysScreen />, answers, { ...viewerOf('MEMBER'), apiKey });
    await row('checkout');
    await user.click(screen.getByRole('button', { name: 'New key' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New key' }));
    expect(dialog.getByText(/Empty: as the key in use, acme\/\*\./)).toBeTruthy();
    expect(dialog.getByPlaceholderText('At most 60')).toBeTruthy();
    expect(dialog.getAllByPlaceholderText('No limit')).toHaveLength(2);
    expect(dialog.getByText(/Empty: as the key in use, Dec 24, 2026/)).toBeTruthy();
    await user.click(dialog.getByRole('combobox', { name: 'Strategies' }));
    expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).toEqual(['COST_OPTIMIZED']);
  });

  test('shows the first of many keys, and finds each by its name, prefix or workspace', async () => {
    const apiKeys = Array.from({ length: 120 }, (_, number) =>
      key(`service-${number}`, { workspaceId: number === 99 ? 'team-b' : 'team-a' }),
    );
    const { user } = renderInConsole(<KeysScreen />, { ...answers, Keys: () => ({ ...keys, apiKeys }) });
    await row('service-0');
    const table = within(screen.getByRole('table', { name: 'Keys' }));
    expect(table.getAllByRole('row')).toHaveLength(51);
    expect(screen.getByText('50 of 120')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(table.getAllByRole('row')).toHaveLength(101);
    const search = screen.getByLabelText('Search keys and workspaces');
    await user.type(search, 'name of TEAM-B');
    expect(await screen.findByText('service-99')).toBeTruthy();
    expect(screen.queryByText('service-1')).toBeNull();
    await user.clear(search);
    await user.type(search, 'nothing');
    expect(await screen.findByText("No key matches 'nothing'.")).toBeTruthy();
    expect(screen.getByText("No workspace matches 'nothing'.")).toBeTruthy();
  });

  test('creates a key, shows its secret once, and forgets it', async () => {
    const createApiKey = { secret: 'psk_the_secret', apiKey: key('ci') };
    const { user, sent } = renderInConsole(<KeysScreen />, { ...answers, CreateApiKey: () => ({ createApiKey }) });
    await user.click(await screen.findByRole('button', { name: 'New key' }));
    const form = within(await screen.findByRole('dialog'));
    await user.click(form.getByRole('button', { name: 'Create key' }));
    expect(await form.findByText(/Give it a name/)).toBeTruthy();
    await user.type(form.getByLabelText(/^Name/), 'ci');
    await user.click(form.getByRole('combobox', { name: 'Workspace' }));
    await user.keyboard('team-b');
    await user.click(await screen.findByRole('option', { name: 'Name of team-b' }));
    await user.type(form.getByLabelText('Requests a minute'), '30');
    await user.click(form.getByRole('button', { name: 'Create key' }));
    expect(await screen.findByText('psk_the_secret')).toBeTruthy();
    expect(sent.find(({ name }) => name === 'CreateApiKey')?.variables).toMatchObject({
      input: { name: 'ci', role: 'MEMBER', workspaceId: 'team-b', requestsPerMinute: 30, models: null },
    });
    await user.click(screen.getByRole('button', { name: 'I have copied it' }));
    expect(document.body.textContent).not.toContain('psk_the_secret');
  });

  test('shows the reason of a refused key, and keeps the form', async () => {
    const CreateApiKey = () => {
      throw apiError('BAD_USER_INPUT', 'The models of a key are at most those of its maker: acme/*.');
    };
    const { user } = renderInConsole(<KeysScreen />, { ...answers, CreateApiKey });
    await user.click(await screen.findByRole('button', { name: 'New key' }));
    const form = within(await screen.findByRole('dialog'));
    await user.type(form.getByLabelText(/^Name/), 'ci');
    await user.click(form.getByRole('button', { name: 'Create key' }));
    expect(await form.findByText(/at most those of its maker/)).toBeTruthy();
  });

  test('rotates with a grace period, and revokes after a confirmation', async () => {
    const RotateApiKey = () => ({ rotateApiKey: { secret: 'psk_next', apiKey: key('checkout') } });
    const RevokeApiKey = () => ({ revokeApiKey: key('checkout', { revokedAt: '2026-11-29T00:00:00Z' }) });
    const { user, sent } = renderInConsole(<KeysScreen />, { ...answers, RotateApiKey, RevokeApiKey });
    await user.click((await row('checkout')).getByRole('button', { name: 'Actions of checkout' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rotate …' }));
    await user.click(await screen.findByRole('button', { name: 'Rotate' }));
    expect(await screen.findByText('psk_next')).toBeTruthy();
    expect(await screen.findByText('The old secret ends in a day.')).toBeTruthy();
    expect(sent.find(({ name }) => name === 'RotateApiKey')?.variables).toEqual({
      id: 'checkout',
      graceSeconds: 86_400,
    });
    await user.click(screen.getByRole('button', { name: 'I have copied it' }));

    await user.click((await row('checkout')).getByRole('button', { name: 'Actions of checkout' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Revoke …' }));
    expect(sent.some(({ name }) => name === 'RevokeApiKey')).toBe(false);
    await user.click(await screen.findByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText("'checkout' is revoked.")).toBeTruthy();
  });

  test('an administrator creates and edits workspaces, and rotates the admin key', async () => {
    const { user, sent } = renderInConsole(<KeysScreen />, {
      ...answers,
      CreateWorkspace: () => ({ createWorkspace: workspace('team-c') }),
      SaveWorkspace: () => ({ saveWorkspace: workspace('team-b') }),
      RotateAdminKey: () => ({ rotateAdminKey: { secret: 'psk_admin' } }),
    });
    await user.click(await screen.findByRole('button', { name: 'New workspace' }));
    await user.type(await screen.findByLabelText(/^Name/), 'Team C');
    await user.click(screen.getByRole('button', { name: 'Create workspace' }));
    expect(sent.find(({ name }) => name === 'CreateWorkspace')?.variables).toEqual({
      input: { name: 'Team C', id: null, tags: [] },
    });
    await user.click(await screen.findByRole('button', { name: 'Edit Name of team-b' }));
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(sent.find(({ name }) => name === 'SaveWorkspace')?.variables).toEqual({
      id: 'team-b',
      input: { name: 'Name of team-b', tags: ['eu'] },
    });
    await user.click(screen.getByRole('button', { name: 'Rotate the admin key' }));
    await user.click(await screen.findByRole('button', { name: 'Rotate' }));
    expect(await screen.findByText('psk_admin')).toBeTruthy();
  });

  test('a member cannot change keys above its role, nor workspaces', async () => {
    renderInConsole(
      <KeysScreen />,
      { ...answers, Keys: () => ({ ...keys, workspaces: [workspace('team-a')] }) },
      'MEMBER',
    );
    expect((await row('checkout')).getByRole('button', { name: 'Actions of checkout' })).toBeTruthy();
    expect(screen.queryByText('operations')).toBeNull();
    expect(screen.queryByRole('button', { name: 'New workspace' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Rotate the admin key' })).toBeNull();
  });

  test('a viewer reads the keys of its workspace, and changes nothing', async () => {
    renderInConsole(
      <KeysScreen />,
      { ...answers, Keys: () => ({ ...keys, workspaces: [workspace('team-a')] }) },
      'VIEWER',
    );
    expect((await row('checkout')).queryByRole('button')).toBeNull();
    expect(screen.queryByText('operations')).toBeNull();
    for (const name of ['New key', 'New workspace', 'Rotate the admin key']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });
});
