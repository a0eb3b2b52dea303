// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { HealthScreen } from './health-screen.tsx';

const probe = {
  from: '2026-06-01T06:00:10Z',
  to: '2026-06-01T06:00:40Z',
  count: 2,
  reachable: false,
  latencyMs: 4_000,
  message: 'no answer within 4000 ms',
};
const points = [
  { at: '2026-06-01T05:00:00Z', calls: 10, failures: 6, probes: [] },
  { at: '2026-06-01T06:00:00Z', calls: 0, failures: 0, probes: [{ reachable: false }] },
];
const generation = (id: string, provider: string) => ({
  id,
  createdAt: '2026-06-01T05:10:00Z',
  attempts: [
    {
      number: 1,
      model: `${provider}/big`,
      provider,
      outcome: 'FAILED',
      errorCode: 'server-error',
      errorMessage: 'It answered 500.',
    },
  ],
});

const answers = {
  HealthHistory: () => ({
    healthHistory: {
      from: '2026-06-01T00:00:00Z',
      to: '2026-06-02T00:00:00Z',
      interval: 'HOUR',
      providers: [
        { provider: { id: 'quiet', displayName: 'Quiet', configured: true }, points: [] },
        { provider: { id: 'acme', displayName: 'Acme', configured: true }, points },
        { provider: { id: 'cohere', displayName: 'Cohere', configured: false }, points: [] },
      ],
    },
  }),
  HealthModels: () => ({
    models: [
      { id: 'acme/big', displayName: 'Big', active: true, configured: true },
      { id: 'acme/mini', displayName: 'Mini', active: true, configured: true },
    ],
  }),
  HealthEvidence: ({ from }: Record<string, unknown>) => ({
    providerHealth: {
      provider: { displayName: 'Acme' },
      points:
        from === points[0]?.at.replace('Z', '.000Z')
          ? [
              { calls: 6, failures: 4, probes: [] },
              { calls: 4, failures: 2, probes: [] },
            ]
          : [{ calls: 0, failures: 0, probes: [probe] }],
    },
    usage: { groups: [{ model: 'acme/big', totals: { calls: 10, failures: 6 } }] },
    failed: { nodes: [generation('g-1', 'acme'), generation('g-2', 'other')] },
    rescued: { nodes: [generation('g-1', 'acme')] },
  }),
  CheckHealth: () => ({
    checkHealth: [
      { provider: 'acme', status: 'AVAILABLE', message: 'acme answered in 3 ms.' },
      { provider: 'local', status: 'UNAVAILABLE', message: 'local did not answer.' },
    ],
  }),
};

beforeEach(() => visit('/health'));

test('configured providers are shown over time, with a cell for each hour', async () => {
  renderInConsole(<HealthScreen />, answers);
  const row = await screen.findByRole('toolbar', { name: 'Acme over time' });
  const cells = within(row).getAllByRole('button');
  expect(cells).toHaveLength(24);
  expect(cells[5]?.getAttribute('aria-label')).toContain('Failing, 6 of 10 calls failed');
  expect(cells[6]?.getAttribute('data-tone')).toBe('bad');
  expect(cells[7]?.getAttribute('aria-label')).toContain('No evidence');
  expect(screen.queryByText('Cohere')).toBeNull();
  const rows = screen.getAllByRole('toolbar').map((bar) => bar.getAttribute('aria-label'));
  expect(rows).toEqual(['Acme over time', 'Quiet over time']);
  expect(screen.getByText('40% of 10 calls succeeded')).toBeDefined();
});

test('many providers without evidence are folded into a button', async () => {
  const quiet = Array.from({ length: 40 }, (_, index) => ({
    provider: { id: `p${index}`, displayName: `Provider ${index}`, configured: true },
    points: [],
  }));
  const { healthHistory } = answers.HealthHistory();
  const { user } = renderInConsole(<HealthScreen />, {
    ...answers,
    HealthHistory: () => ({ healthHistory: { ...healthHistory, providers: [...quiet, ...healthHistory.providers] } }),
  });
  await screen.findByRole('toolbar', { name: 'Acme over time' });
  expect(screen.getAllByRole('toolbar')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Show 41 providers without calls and probes' }));
  expect(screen.getAllByRole('toolbar')).toHaveLength(42);
});

test('a cell shows its failed calls, each once and only of this provider', async () => {
  const { user } = renderInConsole(<HealthScreen />, answers);
  const row = await screen.findByRole('toolbar', { name: 'Acme over time' });
  await user.click(within(row).getAllByRole('button')[5] as HTMLElement);
  const drawer = within(await screen.findByRole('dialog', { name: 'Acme: evidence' }));
  expect(await drawer.findByText('6 of 10 failed')).toBeDefined();
  const failed = within(drawer.getByRole('list', { name: 'Failed calls' }));
  expect(failed.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['/generations/g-1']);
  expect(failed.getByText('It answered 500.')).toBeDefined();
  expect(drawer.getByText('Failing: 6 of 10 calls failed')).toBeDefined();
});

test('a link shows the evidence of a step, also outside the range of the page', async () => {
  const step = new URLSearchParams({ evidence: 'acme,2026-06-01T05:00:00.000Z,2026-06-01T06:00:00.000Z' });
  visit(`/health?range=1h&${step}`);
  const { sent, unmount } = renderInConsole(<HealthScreen />, answers);
  const drawer = within(await screen.findByRole('dialog', { name: 'Acme: evidence' }));
  expect(drawer.getByText('Failing: 6 of 10 calls failed')).toBeDefined();
  expect(sent.find(({ name }) => name === 'HealthEvidence')?.variables).toEqual({
    provider: 'acme',
    from: '2026-06-01T05:00:00.000Z',
    to: '2026-06-01T06:00:00.000Z',
  });
  unmount();
  visit('/health?evidence=acme');
  const broken = renderInConsole(<HealthScreen />, answers);
  expect(await screen.findByText('There is no such time span')).toBeDefined();
  expect(broken.sent.some(({ name }) => name === 'HealthEvidence')).toBe(false);
});

test('a cell without calls shows its probes; arrow keys move through time', async () => {
  const { user } = renderInConsole(<HealthScreen />, answers);
  const row = await screen.findByRole('toolbar', { name: 'Acme over time' });
  const cells = within(row).getAllByRole('button');
  cells[23]?.focus();
  await user.keyboard('{Home}');
  expect(document.activeElement).toBe(cells[0]);
  await user.keyboard('{ArrowRight}'.repeat(6));
  expect(document.activeElement).toBe(cells[6]);
  await user.keyboard('{Enter}');
  const drawer = within(await screen.findByRole('dialog', { name: 'Acme: evidence' }));
  expect(await drawer.findByText('No calls went to Acme.')).toBeDefined();
  expect(await drawer.findByText('no answer: no answer within 4000 ms')).toBeDefined();
});

test('notable models are listed live, the worst first', async () => {
  const { emit } = renderInConsole(<HealthScreen />, answers);
  expect(await screen.findByText('No calls in the last five minutes, and no open breaker.')).toBeDefined();
  const health = (model: string, successRate: number, breaker: string) => ({
    model,
    successRate,
    breaker,
    status: breaker === 'OPEN' ? 'UNAVAILABLE' : 'AVAILABLE',
    reason: null,
    p50LatencyMs: 900,
    p95LatencyMs: 900,
    firstTokenMs: 90,
    tokensPerSecond: 50,
    checkedAt: null,
    retryAt: null,
  });
  const models = [health('acme/mini', 1, 'CLOSED'), health('acme/big', 0, 'OPEN')];
  act(() => emit('LiveHealth', { health: { snapshot: true, models } }));
  const list = within(screen.getByRole('region', { name: 'Models now' }));
  expect(list.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['Big', 'Mini']);
  expect(list.getByText('breaker open')).toBeDefined();
});

test('an operator starts a check, and a member has no button for it', async () => {
  const { user, unmount } = renderInConsole(<HealthScreen />, answers, 'OPERATOR');
  await user.click(await screen.findByRole('button', { name: 'Check now' }));
  expect(await screen.findByText('Unavailable: 1 of 2')).toBeDefined();
  expect(screen.getByText('local did not answer.')).toBeDefined();
  unmount();
  renderInConsole(<HealthScreen />, answers, 'MEMBER');
  await screen.findByRole('toolbar', { name: 'Acme over time' });
  expect(screen.queryByRole('button', { name: 'Check now' })).toBeNull();
});

test('an unreadable history shows its reason', async () => {
  renderInConsole(<HealthScreen />, {
    ...answers,
    HealthHistory() {
      throw apiError('INTERNAL', 'The database does not answer.');
    },
  });
  expect(await screen.findByText(/The database does not answer/)).toBeDefined();
});
