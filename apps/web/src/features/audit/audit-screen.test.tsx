// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { AuditScreen } from './audit-screen.tsx';

const entry = (id: string, changes = {}) => ({
  id,
  at: '2026-11-29T11:59:00Z',
  action: 'budget.save',
  workspaceId: null,
  outcome: 'SUCCEEDED',
  count: 1,
  errorCode: null,
  requestId: `request-${id}`,
  address: '10.0.0.1',
  before: { limitUsd: '10' },
  after: { limitUsd: '20' },
  actor: { kind: 'API_KEY', id: 'k1', name: 'operations' },
  target: { type: 'budget', id: `b-${id}` },
  ...changes,
});
const page = (nodes: unknown[], endCursor: string | null = null) => ({
  auditLog: { nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } },
});

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => visit('/audit?range=24h'));

describe('the page of the audit log', () => {
  test('shows entries page by page, and an entry with its changes', async () => {
    const anonymous = { kind: 'ANONYMOUS', id: '', name: '' };
    const refused = entry('3', { actor: anonymous, outcome: 'REFUSED', count: 7, action: 'request', target: null });
    const AuditLog = ({ after }: Record<string, unknown>) =>
      after === 'c1' ? page([refused]) : page([entry('1'), entry('2')], 'c1');
    const { user, sent } = renderInConsole(<AuditScreen />, { AuditLog });
    const table = within(await screen.findByRole('table', { name: 'Audit log' }));
    expect(table.getAllByRole('cell', { name: 'operations' })).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Show earlier ones' }));
    expect(await table.findByRole('cell', { name: 'Without a valid key' })).toBeTruthy();
    expect(table.getByText('×7')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show earlier ones' })).toBeNull();

    await user.click(table.getAllByRole('button', { name: 'budget.save' })[0] as HTMLElement);
    const drawer = within(await screen.findByRole('dialog'));
    expect(drawer.getByText('limitUsd')).toBeTruthy();
    expect(drawer.getByLabelText('Before').textContent).toBe('10');
    expect(drawer.getByLabelText('After').textContent).toBe('20');
    expect(drawer.getByText('request-1')).toBeTruthy();
    await user.click(drawer.getByRole('button', { name: 'All entries of this actor' }));
    expect(window.location.search).toBe('?range=24h&actor=k1');
    expect((screen.getByLabelText('Actor') as HTMLInputElement).value).toBe('k1');
    expect(sent.findLast(({ name }) => name === 'AuditLog')?.variables.filter).toMatchObject({ actorId: 'k1' });
  });

  test('a link opens an entry, also one that is not in the list', async () => {
    visit('/audit?range=24h&entry=old');
    const AuditLog = ({ filter }: Record<string, unknown>) =>
      page((filter as { id?: string }).id === 'old' ? [entry('old')] : [entry('1')]);
    renderInConsole(<AuditScreen />, { AuditLog });
    const drawer = within(await screen.findByRole('dialog'));
    expect(await drawer.findByText('request-old')).toBeTruthy();
  });

  test('reports that an entry does not exist any more', async () => {
    visit('/audit?range=24h&entry=gone');
    const AuditLog = ({ filter }: Record<string, unknown>) => page('id' in (filter as object) ? [] : [entry('1')]);
    renderInConsole(<AuditScreen />, { AuditLog });
    expect(await screen.findByText('There is no such entry')).toBeTruthy();
  });

  test('sends the filter of the address, and keeps typed text', async () => {
    visit('/audit?range=24h&outcome=REFUSED&workspace=team-a&type=api_key');
    const { user, sent } = renderInConsole(<AuditScreen />, { AuditLog: () => page([]) });
    expect(await screen.findByText('No entries')).toBeTruthy();
    const last = () => sent.findLast(({ name }) => name === 'AuditLog')?.variables.filter;
    expect(last()).toMatchObject({ outcome: 'REFUSED', workspaceId: 'team-a', targetType: 'api_key', actorId: null });
    await user.type(screen.getByLabelText('Action'), 'api_key.revoke');
    expect((screen.getByLabelText('Action') as HTMLInputElement).value).toBe('api_key.revoke');
    await waitFor(() => expect(last()).toMatchObject({ action: 'api_key.revoke' }), { timeout: 10_000 });
  });

  test('saves all entries of the filter as CSV', async () => {
    let saved: Blob | null = null;
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved = blob as Blob;
      return 'blob:none';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    const AuditLog = ({ after }: Record<string, unknown>) =>
      after === 'c1' ? page([entry('2', { target: { type: 'budget', id: '=1+1' } })]) : page([entry('1')], 'c1');
    const { user } = renderInConsole(<AuditScreen />, { AuditLog });
    await user.click(await screen.findByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(saved).not.toBeNull());
    const lines = (await (saved as unknown as Blob).text()).split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('operations,budget.save,budget,b-1');
    expect(lines[2]).toContain("'=1+1");
    vi.restoreAllMocks();
  });

  test('reports a failure, and tries again', async () => {
    let isBroken = true;
    const AuditLog = () => {
      if (isBroken) throw apiError('INTERNAL', 'Something broke.');
      return page([entry('1')]);
    };
    const { user } = renderInConsole(<AuditScreen />, { AuditLog });
    expect(await screen.findByText(/Something broke/)).toBeTruthy();
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByText('operations')).not.toEqual([]);
  });
});
