// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
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
    price: { inputPerMTok: '0', outputPerMTok: '0' },
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

async function show(address = '/models') {
  visit(address);
  const view = renderInConsole(<ModelsScreen />, { Models: () => ({ models }) });
  await screen.findByText('4 models of 4 providers,', { exact: false });
  return view;
}

test('usable models come first, the best at the top', async () => {
  await show();
  expect(rowNames()).toEqual(['GPT', 'Preview', 'Llama', 'Command']);
});

test('prices are written out; free and unpriced are not the same', async () => {
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

test('a heading orders by its column, once up and once down, and the address keeps it', async () => {
  const { user } = await show();
  await user.click(screen.getByRole('button', { name: 'Model' }));
  expect(rowNames()).toEqual(['Command', 'GPT', 'Llama', 'Preview']);
  await user.click(screen.getByRole('button', { name: 'Model' }));
  expect(rowNames()).toEqual(['Preview', 'Llama', 'GPT', 'Command']);
  expect(window.location.search).toBe('?sort=name&order=descending');
});

test('a search filters the list and is in the address; an empty result offers a reset', async () => {
  const { user } = await show();
  await user.type(screen.getByRole('textbox', { name: 'Search models' }), 'ollama');
  expect(rowNames()).toEqual(['Llama']);
  expect(window.location.search).toBe('?search=ollama');
  await user.type(screen.getByRole('textbox', { name: 'Search models' }), 'x');
  await user.click(screen.getByRole('button', { name: 'Reset the filters' }));
  expect(rowNames()).toHaveLength(4);
});

test('health changes a row as it happens', async () => {
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
  expect(within(row).getByText('64 tok/s')).toBeDefined();

  act(() => emit('LiveHealth', { health: { snapshot: false, models: [{ ...health, status: 'UNAVAILABLE' }] } }));
  expect(within(row).getByText('Unavailable')).toBeDefined();
  expect(rowNames()).toEqual(['Preview', 'Llama', 'GPT', 'Command']);
});

test('a catalog that cannot be read shows the reason, and can be requested again', async () => {
  let isBroken = true;
  const { user } = renderInConsole(<ModelsScreen />, {
    Models() {
      if (isBroken) throw apiError('FORBIDDEN', 'The key is for generations only.');
      return { models };
    },
  });
  expect((await screen.findByRole('alert')).textContent).toContain('The key is for generations only.');
  isBroken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeDefined();
});
