// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { ModelsScreen } from './models-screen.tsx';
import { sampleModel } from './testing/sample-model.ts';

const models = [
  sampleModel({ id: 'openai/gpt', displayName: 'GPT', quality: 0.9, capabilities: ['text', 'vision'] }),
  sampleModel({
    id: 'ollama/llama',
    displayName: 'Llama',
    quality: 0.6,
    local: true,
    price: { inputPerMTok: '0', cachedInputPerMTok: '0', outputPerMTok: '0' },
  }),
  sampleModel({ id: 'preview/new', displayName: 'Preview', quality: 0.7, price: null }),
  sampleModel({
    id: 'cohere/command',
    displayName: 'Command',
    quality: 0.95,
    configured: false,
    provider: { id: 'cohere', displayName: 'Cohere', setupHint: 'set COHERE_API_KEY' },
  }),
];

const rowNames = () =>
  within(screen.getByRole('table', { name: 'Models' }))
    .getAllByRole('link')
    .map(({ textContent }) => textContent);

beforeEach(() => visit('/models'));

const point = (at: string, calls: number, failures: number) => ({
  at,
  model: 'openai/gpt',
  totals: { calls, failures },
});
const answers = {
  Models: () => ({ models }),
  ModelSparks: () => ({
    usage: {
      to: '2026-06-02T10:20:00Z',
      groups: [{ model: 'openai/gpt', totals: { averageFirstTokenMs: 432 } }],
      series: [point('2026-06-02T09:00:00Z', 4, 1), point('2026-06-02T10:00:00Z', 4, 1)],
    },
  }),
  ModelsForTask: () => ({
    recommendations: {
      items: [
        {
          rank: 1,
          model: { id: 'openai/gpt', displayName: 'GPT' },
          estimatedCostUsd: '0.0042',
          estimatedOutputTokens: 400,
          estimatedLatencyMs: 2_500,
          reasons: ['It costs the least.'],
        },
      ],
      exclusions: [{ modelId: 'cohere/command' }],
    },
  }),
};

async function show(address = '/models', role: 'ADMIN' | 'MEMBER' = 'ADMIN') {
  visit(address);
  const view = renderInConsole(<ModelsScreen />, answers, role);
  await screen.findByText('4 models of 4 providers,', { exact: false });
  return view;
}

test('usable models come first, the best at the top', async () => {
  await show();
  expect(rowNames()).toEqual(['GPT', 'Preview', 'Llama', 'Command']);
});

test('prices are written in full; free and unpriced differ', async () => {
  await show();
  const row = (name: string) => within(screen.getByRole('link', { name }).closest('tr') as HTMLElement);
  expect(row('GPT').getByText('$4.00', { exact: false })).toBeDefined();
  expect(row('Llama').getByText('Free')).toBeDefined();
  expect(row('Preview').getByText('Unpriced')).toBeDefined();
});

test('the address filters and sorts the list', async () => {
  await show('/models?available=true&sort=price&order=descending');
  expect(rowNames()).toEqual(['GPT', 'Llama', 'Preview']);
});

test('a heading sorts by its column, up and then down, and the address keeps it', async () => {
  const { user } = await show();
  await user.click(screen.getByRole('button', { name: 'Model' }));
  expect(rowNames()).toEqual(['Command', 'GPT', 'Llama', 'Preview']);
  await user.click(screen.getByRole('button', { name: 'Model' }));
  expect(rowNames()).toEqual(['Preview', 'Llama', 'GPT', 'Command']);
  await waitFor(() => expect(window.location.search).toBe('?sort=name&order=descending'));
});

test('a search filters the list and the address; an empty result offers a reset', async () => {
  const { user } = await show();
  await user.type(screen.getByRole('textbox', { name: 'Search models' }), 'ollama');
  expect(rowNames()).toEqual(['Llama']);
  await waitFor(() => expect(window.location.search).toBe('?search=ollama'));
  await user.type(screen.getByRole('textbox', { name: 'Search models' }), 'x');
  await user.click(screen.getByRole('button', { name: 'Reset the filters' }));
  expect(rowNames()).toHaveLength(4);
});

test('health changes a row live', async () => {
  const { emit } = await show();
  const row = screen.getByRole('link', { name: 'GPT' }).closest('tr') as HTMLElement;
  expect(within(row).getByText('Ready')).toBeDefined();
  const health = {
    model: 'openai/gpt',
    status: 'AVAILABLE',
    reason: null,
    breaker: 'CLOSED',
    successRate: 1,
    p50LatencyMs: 900,
    p95LatencyMs: 2_000,
    firstTokenMs: 321,
    tokensPerSecond: 64,
    checkedAt: null,
    retryAt: null,
  };
  act(() => emit('LiveHealth', { health: { snapshot: true, models: [health] } }));
  expect(within(row).getByText('Available')).toBeDefined();
  expect(within(row).getByText('321 ms')).toBeDefined();

  act(() => emit('LiveHealth', { health: { snapshot: false, models: [{ ...health, status: 'UNAVAILABLE' }] } }));
  expect(within(row).getByText('Unavailable')).toBeDefined();

  expect(rowNames()).toEqual(['Preview', 'Llama', 'GPT', 'Command']);
});

test('a catalog that cannot be read shows the reason, and can be requested again', async () => {
  let isBroken = true;
  const { user } = renderInConsole(<ModelsScreen />, {
    ...answers,
    Models() {
      if (isBroken) throw apiError('INTERNAL', 'The database does not answer.');
      return { models };
    },
  });
  expect((await screen.findByRole('alert')).textContent).toContain('The database does not answer.');
  isBroken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeDefined();
});

test('a viewer who may not read the catalog gets a message', async () => {
  renderInConsole(<ModelsScreen />, {
    ...answers,
    Models() {
      throw apiError('FORBIDDEN', 'The key is for generations only.');
    },
  });
  expect((await screen.findByText('Models: no permission')).parentElement?.textContent).toContain(
    'The key is for generations only.',
  );
});

test('expected figures are marked, and measured figures replace them', async () => {
  await show();
  const row = (name: string) => within(screen.getByRole('link', { name }).closest('tr') as HTMLElement);
  expect(await row('GPT').findByText('432 ms')).toBeDefined();
  expect(row('GPT').queryByText('exp. 500 ms')).toBeNull();
  expect(row('Llama').getByText('exp. 500 ms')).toBeDefined();
});

test('the last day of a model is a line with its calls and failures', async () => {
  await show();
  const line = await screen.findByRole('img', { name: /^GPT: 8 calls in the last 24 hours, 25% failed/ });
  expect(line.querySelector('path')).not.toBeNull();
});

test('an outside change of the address changes the list', async () => {
  await show('/models?search=ollama');
  expect(rowNames()).toEqual(['Llama']);
  act(() => visit('/models?search=preview'));
  await waitFor(() => expect(rowNames()).toEqual(['Preview']));
});

test('chosen models are shown side by side and kept in the address, beside the parameters of other pages', async () => {
  const { user } = await show('/models?range=7d');
  await user.click(screen.getByRole('checkbox', { name: 'Compare GPT' }));
  const bar = within(screen.getByRole('region', { name: 'Chosen models' }));
  expect(bar.getByText('1 model chosen: choose another to compare')).toBeDefined();
  await user.click(screen.getByRole('checkbox', { name: 'Compare Llama' }));
  await waitFor(() => {
    const parameters = new URLSearchParams(window.location.search);
    expect(parameters.getAll('compare')).toEqual(['openai/gpt', 'ollama/llama']);
    expect(parameters.get('range')).toBe('7d');
  });
  await user.click(bar.getByRole('button', { name: 'Compare' }));
  const drawer = within(await screen.findByRole('dialog', { name: 'Compare' }));
  expect(drawer.getByRole('row', { name: /^Window, tokens 128K 128K/ })).toBeDefined();
  await user.click(drawer.getByRole('button', { name: 'Do not compare GPT' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Clear' }));
  expect(screen.queryByRole('region', { name: 'Chosen models' })).toBeNull();
});

test('a link to chosen models shows them at once', async () => {
  await show('/models?compare=openai/gpt&compare=preview/new&compare=gone/model&show=comparison');
  const drawer = within(await screen.findByRole('dialog', { name: 'Compare' }));
  expect(drawer.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['GPT', 'Preview']);
});

test('a provider that is not configured shows the setting and its place', async () => {
  await show('/models?provider=cohere');
  expect(screen.getByRole('note').textContent).toBe(
    'Set COHERE_API_KEY in the file .env or in the environment of the service, then restart it.',
  );
});

test('models for a task have reasons, and a cost for the given tokens', async () => {
  const { user, sent } = await show();
  await user.click(screen.getByRole('button', { name: 'Which model for this task?' }));
  await user.type(await screen.findByRole('textbox', { name: 'Task' }, { timeout: 10_000 }), 'code_generation');
  await user.click(screen.getByRole('button', { name: 'Find models' }));
  expect(await screen.findByText('It costs the least.')).toBeDefined();
  expect(screen.getByText('for 1,000 tokens of prompt and 400 of answer')).toBeDefined();
  expect(screen.getByText('≈ $0.0042 · about 2.50 s')).toBeDefined();
  expect(sent.at(-1)?.variables).toEqual({
    input: { contextLength: 1_000, costPreference: 'MEDIUM', limit: 5, taskType: 'code_generation' },
  });
});

test('the first hundred of many models are shown, then the others', async () => {
  const many = Array.from({ length: 130 }, (_, index) => sampleModel({ id: `acme/m-${index}` }));
  const { container } = renderInConsole(<ModelsScreen />, { ...answers, Models: () => ({ models: many }) });
  await screen.findByText('100 of 130');
  // A query by role takes seconds with so many rows.
  const shown = () => container.querySelectorAll('tbody tr').length;
  expect(shown()).toBe(100);
  act(() => screen.getByText('Show more').click());
  expect(shown()).toBe(130);
});
