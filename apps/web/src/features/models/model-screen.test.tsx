// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { ModelScreen } from './model-screen.tsx';

const totals = {
  calls: 10,
  successRate: 0.9,
  totalTokens: 12_345,
  costUsd: '0.0512',
  unpricedCalls: 0,
  p50LatencyMs: 800,
  p95LatencyMs: 2_400,
  averageFirstTokenMs: 300,
  fallbacks: 1,
};

const model = {
  id: 'openai/gpt',
  displayName: 'GPT',
  active: true,
  configured: true,
  provider: { id: 'openai', displayName: 'OpenAI', setupHint: null, dialect: 'openai', baseUrl: null },
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  quality: 0.91,
  qualitySource: 'ARENA',
  expectedFirstTokenMs: 400,
  expectedTokensPerSecond: 100,
  usage: { averageFirstTokenMs: 345 },
  capabilities: ['text', 'vision', 'something_new'],
  useCases: ['code_generation'],
  tags: ['value'],
  takesPrefill: false,
  thinksFirst: true,
  local: false,
  releasedAt: '2026-01-02',
  price: {
    inputPerMTok: '0.15',
    cachedInputPerMTok: '0.075',
    cacheWritePerMTok: '0.15',
    outputPerMTok: '0.6',
    source: 'genai-prices',
    tiers: [{ aboveInputTokens: 200_000, inputPerMTok: '0.3', outputPerMTok: '1.2' }],
  },
  deployments: [
    { id: 'east', provider: 'azure', upstreamName: 'gpt-east', weight: 3 },
    { id: 'west', provider: 'azure', upstreamName: 'gpt-west', weight: 1 },
  ],
  health: {
    model: 'openai/gpt',
    status: 'UNAVAILABLE',
    reason: 'rate limited by the provider',
    breaker: 'OPEN',
    successRate: 0.5,
    p50LatencyMs: null,
    p95LatencyMs: null,
    firstTokenMs: null,
    tokensPerSecond: null,
    checkedAt: null,
    retryAt: null,
  },
};

const answers = {
  ModelGenerations: () => ({
    generations: {
      nodes: [
        {
          id: 'generation-1',
          createdAt: '2026-03-08T11:00:00Z',
          taskType: 'chat',
          latencyMs: 900,
          fellBack: true,
          usage: { totalTokens: 1_234 },
          cost: { totalUsd: '0.002' },
        },
      ],
    },
  }),
  Model: () => ({ model }),
  ModelUsage: () => ({ usage: { to: '2026-03-08T12:00:00Z', totals, series: [] } }),
  CheckModelHealth: () => ({
    checkHealth: [{ provider: 'openai', status: 'AVAILABLE', latencyMs: 87, message: 'The provider lists the model.' }],
  }),
};

const card = async (name: string) => within(await screen.findByRole('region', { name }));

test('a model shows its prices by bucket and tier', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const prices = await card('Price');
  expect(prices.getByText('$0.075')).toBeDefined();
  expect(prices.getByText('Above 200K input')).toBeDefined();
  expect(prices.getByText('$0.30 / $1.20')).toBeDefined();
});

test('its deployments share the traffic by their weights', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const deployments = await card('Deployments');
  expect(deployments.getByText('azure, 75%')).toBeDefined();
  expect(deployments.getByText('azure, 25%')).toBeDefined();
});

test('its health has a reason, and can be checked again', async () => {
  const { user, sent } = renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const health = await card('Health');
  expect(health.getByText('rate limited by the provider')).toBeDefined();
  expect(health.getByText('Open: no requests are sent')).toBeDefined();
  await user.click(health.getByRole('button', { name: 'Check now' }));
  expect(await health.findByText('The provider lists the model.', { exact: false })).toBeDefined();
  expect(sent.at(-1)).toEqual({ name: 'CheckModelHealth', variables: { model: 'openai/gpt' } });
});

test('its last seven days are added up', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const usage = await card('Usage');
  expect(await usage.findByText('$0.0512')).toBeDefined();
  expect(usage.getByText('90%')).toBeDefined();
  expect(usage.getByText('12.3K')).toBeDefined();
});

test('an unknown capability is shown by its own name', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  expect((await card('Profile')).getByText('something new')).toBeDefined();
});

test('it leads to the playground', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const link = await screen.findByRole('link', { name: 'Try in Playground' });
  expect(link.getAttribute('href')).toBe('/playground?model=openai%2Fgpt');
});

test('an unpriced model is not shown as free', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, { ...answers, Model: () => ({ model: { ...model, price: null } }) });
  expect((await card('Price')).getByText(/not the same as\s+free/)).toBeDefined();
});

test('a model that is missing from the catalog is reported', async () => {
  renderInConsole(<ModelScreen id="gone/model" />, { ...answers, Model: () => ({ model: null }) });
  expect(await screen.findByText('The catalog has no model gone/model.')).toBeDefined();
});

test('measured figures come before expected figures, each with its origin', async () => {
  const { emit } = renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  expect(await screen.findByText('measured, last 7 days')).toBeDefined();
  expect(screen.getByText('345 ms')).toBeDefined();
  expect(screen.getAllByText('expected')).toHaveLength(1);
  const health = { ...model.health, status: 'AVAILABLE', breaker: 'CLOSED', firstTokenMs: 321, tokensPerSecond: 64 };
  act(() => emit('LiveHealth', { health: { snapshot: true, models: [health] } }));
  expect(screen.getAllByText('measured, last 5 min')).toHaveLength(2);
  expect(screen.queryByText('400 ms')).toBeNull();
});

test('its last generations link to their pages', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers);
  const list = await card('Its last generations');
  expect(await list.findByText('chat, after a fallback')).toBeDefined();
  expect(list.getByText('1,234 tokens').closest('li')?.querySelector('a')?.getAttribute('href')).toBe(
    '/generations/generation-1',
  );
});

test('an operator switches it off after a confirmation', async () => {
  const { user, sent } = renderInConsole(
    <ModelScreen id="openai/gpt" />,
    { ...answers, SetModelActive: () => ({ setModelActive: { id: 'openai/gpt', active: false, available: false } }) },
    'OPERATOR',
  );
  await user.click(await screen.findByRole('button', { name: 'Switch off' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Switch off GPT?' }));
  await user.click(dialog.getByRole('button', { name: 'Switch off' }));
  expect(await screen.findByText('GPT is switched off.')).toBeDefined();
  expect(sent).toContainEqual({ name: 'SetModelActive', variables: { id: 'openai/gpt', active: false } });
});

test('an operator edits it; only changed fields are sent, and both prices together', async () => {
  const { user, sent } = renderInConsole(
    <ModelScreen id="openai/gpt" />,
    { ...answers, SaveModel: () => ({ saveModel: { id: 'openai/gpt' } }) },
    'OPERATOR',
  );
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  const output = await screen.findByRole('textbox', { name: 'Output, $ per M tokens' });
  await user.clear(output);
  await user.type(output, 'x');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(screen.getByText('A number such as 0.15.')).toBeDefined();
  await user.clear(output);
  await user.type(output, '0.9');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('GPT is saved, as a new revision of the policy.')).toBeDefined();
  expect(sent).toContainEqual({
    name: 'SaveModel',
    variables: { input: { id: 'openai/gpt', inputPerMTok: '0.15', outputPerMTok: '0.9' } },
  });
});

test('a viewer sees no button that the API would refuse', async () => {
  renderInConsole(<ModelScreen id="openai/gpt" />, answers, 'VIEWER');
  await card('Health');
  expect(screen.queryByRole('button', { name: /Check now|Edit|Switch|Remove/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Try in Playground' })).toBeNull();
});
