// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { UsageScreen } from './usage-screen.tsx';

const totals = (calls: number, costUsd: string) => ({
  calls,
  failures: 1,
  successRate: 0.75,
  inputTokens: 900,
  cachedInputTokens: 0,
  outputTokens: 300,
  reasoningTokens: 0,
  totalTokens: 1_200,
  costUsd,
  unpricedCalls: 2,
  averageLatencyMs: 640,
  fallbacks: 3,
  savedUsd: '0.5',
});
const nothing = {
  provider: null,
  workspace: null,
  apiKey: null,
  taskType: null,
  endUser: null,
  session: null,
  tag: null,
};
const usage = {
  from: '2026-11-28T12:00:00Z',
  to: '2026-11-29T12:00:00Z',
  totals: totals(1_234, '12.5'),
  groups: [
    { ...nothing, model: 'acme/one', totals: totals(1_000, '2.5') },
    { ...nothing, model: 'acme/two', totals: totals(234, '10') },
  ],
  series: [{ ...nothing, at: '2026-11-29T09:00:00Z', model: 'acme/two', totals: totals(234, '10') }],
};
const answers = { UsageReport: () => ({ usage }), UsageKeyNames: () => ({ apiKeys: [{ id: 'k1', name: 'ci' }] }) };
const models = () => screen.getAllByRole('row').map((row) => within(row).queryByText(/^acme\//)?.textContent);

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => visit('/usage?range=24h'));

test('shows the sums, and the groups by cost, sorted by a click', async () => {
  const { user, sent } = renderInConsole(<UsageScreen />, answers);
  expect(await screen.findByText('1,234')).toBeTruthy();
  expect(screen.getByText('$12.50')).toBeTruthy();
  expect(screen.getByText('2 unpriced calls')).toBeTruthy();
  expect(sent.find(({ name }) => name === 'UsageReport')?.variables.input).toMatchObject({ groupBy: ['MODEL'] });
  expect(models().filter(Boolean)).toEqual(['acme/two', 'acme/one']);
  // Ascending, then descending.
  await user.dblClick(screen.getByRole('button', { name: /Calls/ }));
  expect(models().filter(Boolean)).toEqual(['acme/one', 'acme/two']);
});

test('the chart shows another measure', async () => {
  const { user } = renderInConsole(<UsageScreen />, answers);
  expect(await screen.findByRole('img', { name: 'Cost over time' })).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: 'Tokens' }));
  expect(await screen.findByRole('img', { name: 'Tokens over time' })).toBeTruthy();
});

test('another dimension and a filter are requested, and are in the address', async () => {
  const { user, sent } = renderInConsole(<UsageScreen />, answers);
  await screen.findByText('1,234');
  await user.click(screen.getByRole('combobox', { name: 'By' }));
  await user.click(await screen.findByRole('option', { name: 'API key' }));
  await user.click(screen.getByRole('combobox', { name: 'Only' }));
  await user.click(await screen.findByRole('option', { name: 'End user' }));
  await user.type(screen.getByRole('textbox', { name: 'End user' }), 'ann');
  await vi.waitFor(() => expect(sent.at(-1)?.variables.input).toMatchObject({ groupBy: ['API_KEY'], endUser: 'ann' }), {
    timeout: 5_000,
  });
  expect(window.location.search).toContain('by=apiKey');
  expect(window.location.search).toContain('endUser=ann');
});

test('a range without calls shows the next step', async () => {
  const UsageReport = () => ({ usage: { ...usage, totals: totals(0, '0'), groups: [], series: [] } });
  renderInConsole(<UsageScreen />, { ...answers, UsageReport });
  expect(await screen.findByText('No calls in this range')).toBeTruthy();
});
