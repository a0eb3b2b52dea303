// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { SettingsScreen } from './settings-screen.tsx';

const onSignOut = vi.fn();
vi.mock('../access/session.tsx', () => ({ useSession: () => ({ onSignOut }) }));

afterEach(() => localStorage.clear());

test("shows the signed-in user and the role's permissions", async () => {
  const { user } = renderInConsole(<SettingsScreen />, { SettingsVersion: () => ({ version: '1.2.3' }) }, 'MEMBER');
  expect(screen.getByText('Team A')).toBeTruthy();
  expect(screen.getByText('Read its data, call models, manage keys and templates')).toBeTruthy();
  expect(await screen.findByText('Penstock 1.2.3')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(onSignOut).toHaveBeenCalledOnce();
});

test('times change to UTC at once', async () => {
  const { user } = renderInConsole(<SettingsScreen />, { SettingsVersion: () => ({ version: '1.2.3' }) });
  await user.click(screen.getByRole('radio', { name: 'UTC' }));
  expect(localStorage.getItem('penstock-time-zone')).toBe('UTC');
  expect(screen.getByText(/\d{4}.* UTC$/)).toBeTruthy();
});

test('a call is shown for each kind of client, with this address', async () => {
  const { user } = renderInConsole(<SettingsScreen />, { SettingsVersion: () => ({ version: '1.2.3' }) });
  expect(screen.getByText(/^curl .*\/v1\/chat\/completions/)).toBeTruthy();
  await user.click(screen.getByRole('tab', { name: 'Python (openai)' }));
  expect(screen.getByText(new RegExp(`base_url="${window.location.origin}/v1"`))).toBeTruthy();
});
