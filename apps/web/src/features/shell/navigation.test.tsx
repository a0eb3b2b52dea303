// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { AttentionProvider } from '../attention/attention-provider.tsx';
import { Navigation } from './navigation.tsx';
import { WorkspacePicker } from './workspace-picker.tsx';
import { useWorkspaceScope } from './workspace-scope.ts';

beforeEach(() => visit('/?range=7d'));

const navigation = (
  <AttentionProvider>
    <Navigation />
  </AttentionProvider>
);

const labels = () => screen.getAllByRole('link').map((link) => link.textContent);

test.each([
  [
    'VIEWER',
    ['Overview', 'Generations', 'Usage', 'Health', 'Models', 'Templates', 'Budgets', 'Workspaces & keys', 'Settings'],
  ],
  [
    'MEMBER',
    [
      'Overview',
      'Generations',
      'Usage',
      'Health',
      'Playground',
      'Models',
      'Templates',
      'Budgets',
      'Workspaces & keys',
      'Settings',
    ],
  ],
  [
    'ADMIN',
    [
      'Overview',
      'Generations',
      'Usage',
      'Health',
      'Playground',
      'Models',
      'Templates',
      'Budgets',
      'Policy',
      'Workspaces & keys',
      'Audit',
      'Settings',
    ],
  ],
] as const)('a %s sees the sections that its role may open', (role, expected) => {
  renderInConsole(navigation, {}, role);
  expect(labels()).toEqual(expected);
});

test('a link keeps the range, and the present section is marked', () => {
  visit('/models/acme/one?range=7d&search=x');
  renderInConsole(navigation);
  expect(screen.getByRole('link', { name: 'Usage' }).getAttribute('href')).toBe('/usage?range=7d');
  expect(screen.getByRole('link', { current: 'page' }).textContent).toBe('Models');
});

const nearlyFull = {
  __typename: 'Budget',
  id: 'b1',
  name: 'Daily',
  limitUsd: '10',
  spentUsd: '9',
  reservedUsd: '0',
  alertThreshold: null,
  hard: true,
  forecast: null,
};

test('a section shows its number of problems, if it has any', () => {
  const { emit } = renderInConsole(navigation);
  expect(screen.queryByText(/problem/)).toBeNull();
  act(() => emit('AttentionBudgets', { budgets: { snapshot: true, budgets: [nearlyFull], removed: [] } }));
  expect(within(screen.getByRole('link', { name: /Budgets/ })).getByText(', 1 problem')).toBeTruthy();
  act(() => emit('AttentionPolicy', { policy: { policy: { revision: 2, problem: 'Line 3 is wrong.' } } }));
  expect(within(screen.getByRole('link', { name: /Policy/ })).getByText('1')).toBeTruthy();
  const raised = { ...nearlyFull, spentUsd: '1' };
  act(() => emit('AttentionBudgets', { budgets: { snapshot: false, budgets: [raised], removed: [] } }));
  expect(screen.getByRole('link', { name: 'Budgets' })).toBeTruthy();
  act(() => emit('AttentionBudgets', { budgets: { snapshot: false, budgets: [nearlyFull], removed: [] } }));
  expect(screen.getByRole('link', { name: /Budgets.*1 problem/ })).toBeTruthy();
  act(() => emit('AttentionBudgets', { budgets: { snapshot: false, budgets: [], removed: ['b1'] } }));
  expect(screen.getByRole('link', { name: 'Budgets' })).toBeTruthy();
});

function Scope() {
  return <output>{useWorkspaceScope().workspaceId ?? 'all'}</output>;
}

test('a workspace is chosen in the address, when the viewer has a choice', async () => {
  const workspaces = () => ({ workspaces: [{ id: 'team-b', name: 'Team B' }] });
  const picker = (
    <>
      <WorkspacePicker />
      <Scope />
    </>
  );
  const { user } = renderInConsole(picker, { Workspaces: workspaces });
  expect(screen.getByRole('status').textContent).toBe('all');
  await user.click(screen.getByRole('combobox', { name: 'Workspace' }));
  await user.click(await screen.findByRole('option', { name: 'Team B' }));
  expect(window.location.search).toBe('?range=7d&workspace=team-b');
  expect(screen.getByRole('status').textContent).toBe('team-b');
});

test('a viewer of one workspace gets its own, though the address names another', () => {
  visit('/?workspace=team-b');
  renderInConsole(
    <>
      <WorkspacePicker />
      <Scope />
    </>,
    {},
    'VIEWER',
  );
  expect(screen.queryByRole('combobox')).toBeNull();
  expect(screen.getByRole('status').textContent).toBe('team-a');
});
