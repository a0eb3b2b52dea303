// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { CommandButton, Commands } from './commands.tsx';

const onSignOut = vi.fn();
vi.mock('../access/session.tsx', () => ({ useSession: () => ({ onSignOut }) }));
vi.setConfig({ testTimeout: 30_000 });

const patience = { timeout: 15_000 };
const commands = (
  <>
    <Commands />
    <CommandButton />
    <input aria-label="a field" />
  </>
);
const answers = { PaletteModels: () => ({ models: [{ id: 'acme/atlas-mini', displayName: 'Atlas Mini' }] }) };

beforeEach(() => visit('/settings?range=7d'));

test('the palette finds a model by its words and opens it', async () => {
  const { user } = renderInConsole(commands, answers);
  await user.click(screen.getByRole('button', { name: /Search/ }));
  const search = await screen.findByPlaceholderText('Search sections, models and actions', {}, patience);
  await user.type(search, 'mini atlas');
  expect(screen.queryByText('Usage')).toBeNull();
  await user.click(await screen.findByText('Atlas Mini'));
  expect(window.location.pathname + window.location.search).toBe('/models/acme/atlas-mini?range=7d');
});

test('the palette offers the actions that the role allows, and keeps the range', async () => {
  const { user } = renderInConsole(commands, answers, 'VIEWER');
  await user.keyboard('{Control>}k{/Control}');
  const search = await screen.findByPlaceholderText('Search sections, models and actions', {}, patience);
  await user.type(search, 'play');
  expect(screen.getByText('Nothing matches.')).toBeTruthy();
  await user.clear(search);
  await user.type(search, 'usage');
  await user.click(screen.getByText('Usage'));
  expect(window.location.pathname + window.location.search).toBe('/usage?range=7d');
});

test('the palette signs out', async () => {
  const { user } = renderInConsole(commands, answers);
  await user.click(screen.getByRole('button', { name: /Search/ }));
  await user.type(await screen.findByPlaceholderText('Search sections, models and actions', {}, patience), 'sign');
  await user.click(screen.getByText('Sign out'));
  expect(onSignOut).toHaveBeenCalledOnce();
});

test('g and a letter open a section, except while the user types', async () => {
  const { user } = renderInConsole(commands, answers, 'VIEWER');
  await user.keyboard('gu');
  expect(window.location.pathname + window.location.search).toBe('/usage?range=7d');
  await user.keyboard('ga');
  expect(window.location.pathname).toBe('/usage');
  await user.type(screen.getByLabelText('a field'), 'gm');
  expect(window.location.pathname).toBe('/usage');
});

test('? shows the keys of the sections that the role may open', async () => {
  const { user } = renderInConsole(commands, answers, 'VIEWER');
  await user.keyboard('{Shift>}?{/Shift}');
  expect(await screen.findByText('Templates', {}, patience)).toBeTruthy();
  expect(screen.queryByText('Audit')).toBeNull();
});
