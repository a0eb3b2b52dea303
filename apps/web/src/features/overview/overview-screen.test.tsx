// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { AttentionProvider } from '../attention/attention-provider.tsx';
import { fullestBudget, OverviewScreen } from './overview-screen.tsx';

const totals = {
  calls: 1_234,
  failures: 3,
  successRate: 0.9976,
  totalTokens: 45_000,
  costUsd: '12.5',
  unpricedCalls: 0,
  p50FirstTokenMs: 240,
  p95FirstTokenMs: 900,
  savedUsd: '-1.5',
  fallbacks: 7,
};
const usage = {
  from: '2026-11-29T10:00:00Z',
  to: '2026-11-29T12:00:00Z',
  totals,
  series: [{ at: '2026-11-29T11:00:00Z', provider: 'acme', model: 'acme/one', totals }],
  groups: [{ provider: 'acme', model: 'acme/one', workspace: null, taskType: null, totals }],
};
const generation = (id: string, changes = {}) => ({
  id,
  status: 'COMPLETED',
  model: 'acme/mini',
  workspaceId: 'team-a',
  createdAt: '2026-11-29T11:59:00Z',
  latencyMs: 812,
  errorCode: null,
  cost: { totalUsd: '0.002' },
  attempts: [
    { number: 1, model: 'acme/cutter', outcome: 'FAILED', errorCode: 'stream-cut' },
    { number: 2, model: 'acme/mini', outcome: 'SUCCEEDED', errorCode: null },
  ],
  ...changes,
});
const budget = {
  id: 'b1',
  name: 'Monthly',
  window: 'MONTH',
  workspaceId: null,
  apiKeyId: null,
  model: null,
  provider: null,
  limitUsd: '100',
  spentUsd: '12.5',
  reservedUsd: '0',
  alertThreshold: null,
  hard: true,
  forecast: null,
};
const openai = {
  id: 'openai',
  displayName: 'OpenAI',
  local: false,
  configured: false,
  setupHint: 'set OPENAI_API_KEY',
  models: [],
};
const acme = {
  id: 'acme',
  displayName: 'Acme',
  local: false,
  configured: true,
  setupHint: null,
  models: [{ id: 'acme/one', active: true }],
};
const overview = {
  usage,
  byProvider: usage,
  byKey: { groups: [] },
  providers: [acme, openai],
  budgets: [budget],
  chains: [{ name: 'BEST', models: [{ id: 'openai/gpt' }] }],
  generations: { edges: [{ node: generation('01') }] },
};
const answers = (changes: Partial<typeof overview> = {}) => ({
  Overview: () => ({ ...overview, ...changes }),
  OverviewTraffic: () => ({ usage }),
});
const screenPart = (
  <AttentionProvider>
    <OverviewScreen />
  </AttentionProvider>
);

vi.setConfig({ testTimeout: 20_000 });
beforeEach(() => visit('/?range=24h'));

test('shows the figures, the extra cost of routing, and a provider without a key', async () => {
  renderInConsole(screenPart, answers());
  expect(await screen.findByText('1,234')).toBeTruthy();
  expect(screen.getByText('$12.50')).toBeTruthy();
  expect(screen.getByText('12.5% of $100 this month')).toBeTruthy();
  expect(screen.getByText('Cost of routing').parentElement?.textContent).toContain('$1.50');
  expect(screen.getByText('95%: 900 ms')).toBeTruthy();
  const attention = screen.getByRole('region', { name: 'Needs attention' });
  expect(attention.textContent).toContain('OpenAI has no key, but chains use it: set OPENAI_API_KEY');
  expect(await screen.findByRole('img', { name: 'Acme: 99.8% of 1,234 calls succeeded' })).toBeTruthy();
});

test('of many providers only the failing and the busiest are shown, and a link leads to the others', async () => {
  const many = Array.from({ length: 40 }, (_, index) => ({
    ...acme,
    id: `p${index}`,
    displayName: `Provider ${index}`,
    models: [{ id: `p${index}/one`, active: true }],
  }));
  const { emit } = renderInConsole(screenPart, answers({ providers: [...many, acme] }));
  const region = within(await screen.findByRole('region', { name: 'Providers' }));
  const names = () => region.getAllByRole('listitem').map((line) => line.getAttribute('data-id'));
  expect(names()).toEqual(['acme', 'p0', 'p1', 'p2', 'p3', 'p4']);
  const down = {
    model: 'p39/one',
    status: 'UNAVAILABLE',
    breaker: 'OPEN',
    reason: null,
    successRate: 0,
    checkedAt: null,
    p50LatencyMs: null,
    p95LatencyMs: null,
    firstTokenMs: null,
    tokensPerSecond: null,
    retryAt: null,
  };
  act(() => emit('LiveHealth', { health: { snapshot: true, models: [down] } }));
  expect(names()).toEqual(['p39', 'acme', 'p0', 'p1', 'p2', 'p3']);
  expect(region.getByRole('link', { name: '35 more providers in Health' }).getAttribute('href')).toContain('/health');
});

test('a budget that is nearly used up is named before the live budgets arrive', async () => {
  const full = { ...budget, spentUsd: '91' };
  renderInConsole(screenPart, answers({ budgets: [full] }));
  const attention = await screen.findByRole('region', { name: 'Needs attention' });
  expect(attention.textContent).toContain('Monthly is at 91%');
});

test('a generation shows the models that it tried, and new generations come first', async () => {
  const { emit } = renderInConsole(screenPart, answers());
  await screen.findByText('Latest generations');
  const lines = () =>
    [...document.querySelectorAll('[data-status]')].map((line) => line.textContent?.replaceAll(/\s+/g, ' '));
  expect(lines()[0]).toContain('cutter ✕ → mini ✓team-a812 ms$0.002');
  const started = generation('02', { status: 'RUNNING', model: null, attempts: [], latencyMs: null, cost: null });
  act(() => emit('OverviewGenerations', { generations: { generation: started } }));
  expect(lines()[0]).toContain('starting …');
  act(() => emit('OverviewGenerations', { generations: { generation: generation('02', { latencyMs: 1_500 }) } }));
  expect(lines()).toHaveLength(2);
  expect(lines()[0]).toContain('1.50 s');
});

test('the address selects the chart', async () => {
  const { user } = renderInConsole(screenPart, answers());
  await screen.findByRole('img', { name: 'Cost over time' });
  await user.click(screen.getByRole('radio', { name: 'Tokens' }));
  expect(screen.getByRole('img', { name: 'Tokens over time' })).toBeTruthy();
  await user.click(screen.getByRole('combobox', { name: 'Split' }));
  await user.click(await screen.findByRole('option', { name: 'by provider' }));
  expect(window.location.search).toBe('?range=24h&chart=tokens&by=provider');
});

test("a member reads the operators' steps in the checklist, and a viewer sees the page", async () => {
  const unset = { ...openai, configured: false };
  const first = { generations: { edges: [] }, providers: [unset], chains: [], budgets: [] };
  const { unmount } = renderInConsole(screenPart, answers(first), 'MEMBER');
  const steps = within(await screen.findByRole('region', { name: 'First steps: 0 of 4' }));
  expect(steps.getByText(/An operator sets it/)).toBeTruthy();
  expect(steps.queryByText(/A provider is configured/)).toBeNull();
  expect(steps.getByText(/Operators set budgets/)).toBeTruthy();
  unmount();
  renderInConsole(screenPart, answers(first), 'VIEWER');
  expect(await screen.findByText('No generations yet')).toBeTruthy();
  expect(screen.queryByRole('region', { name: /First steps/ })).toBeNull();
});

test('a first run is a checklist, which the user can hide', async () => {
  const first = { generations: { edges: [] }, providers: [openai], chains: [], budgets: [] };
  const { user, emit } = renderInConsole(screenPart, answers(first));
  const steps = within(await screen.findByRole('region', { name: 'First steps: 0 of 4' }));
  expect(steps.getByText('OPENAI_API_KEY=…')).toBeTruthy();
  expect(steps.getByText(/chat\/completions/)).toBeTruthy();
  act(() => emit('AttentionBudgets', { budgets: { snapshot: true, budgets: [budget], removed: [] } }));
  await screen.findByRole('region', { name: 'First steps: 1 of 4' });
  act(() => emit('OverviewGenerations', { generations: { generation: generation('02') } }));
  await screen.findByRole('region', { name: 'First steps: 2 of 4' });
  await user.click(screen.getByRole('button', { name: 'Hide' }));
  expect(screen.getByRole('region', { name: 'Needs attention' })).toBeTruthy();
});

test('spending is compared with the budget closest to its limit, of those that count the same spending', () => {
  const monthly = { ...budget, window: 'MONTH' as const, limitUsd: '100', spentUsd: '20', reservedUsd: '0' };
  const daily = { ...monthly, id: 'b2', window: 'DAY' as const, limitUsd: '10', spentUsd: '1', reservedUsd: '0' };
  const ofTeam = { ...monthly, id: 'b3', workspaceId: 'team-a', spentUsd: '90' };
  const ofModel = { ...monthly, id: 'b4', model: 'acme/one', spentUsd: '99' };
  const nothing = { ...monthly, id: 'b5', limitUsd: '0', spentUsd: '0' };
  expect(fullestBudget([ofModel, ofTeam, daily, monthly] as never, null)?.id).toBe('b1');
  expect(fullestBudget([monthly, { ...daily, reservedUsd: '4' }] as never, null)?.id).toBe('b2');
  expect(fullestBudget([monthly, nothing] as never, null)?.id).toBe('b5');
  expect(fullestBudget([daily, ofTeam] as never, 'team-a')?.id).toBe('b3');
  expect(fullestBudget([ofModel] as never, null)).toBeNull();
});
