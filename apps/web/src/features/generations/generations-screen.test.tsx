// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { createRef } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import type { GenerationRow } from './generation-documents.ts';
import { GenerationTable } from './generation-table.tsx';
import { GenerationsScreen } from './generations-screen.tsx';

const row = (id: string, changes = {}) => ({
  id,
  status: 'COMPLETED',
  model: 'acme/mini',
  fellBack: false,
  errorCode: null,
  latencyMs: 812,
  firstTokenMs: 90,
  createdAt: '2026-11-29T11:59:00Z',
  workspaceId: 'team-a',
  endUser: `user of ${id}`,
  session: null,
  tags: {},
  taskType: null,
  cost: { totalUsd: '0.002' },
  usage: { inputTokens: 10, outputTokens: 20, totalTokens: 30 },
  attempts: [{ number: 1, model: 'acme/mini', outcome: 'SUCCEEDED' }],
  ...changes,
});
const page = (ids: readonly string[], endCursor: string | null = null) => ({
  generations: {
    nodes: ids.map((id) => row(id)),
    pageInfo: { hasNextPage: endCursor !== null, endCursor },
    resumeAfter: null,
    searchedUntil: null,
  },
});
const noFacets = { models: [], providers: [], errorCodes: [], taskTypes: [], apiKeys: [], endpoints: [], fellBack: [] };
const answers = {
  Generations: ({ after }: Record<string, unknown>) => (after === null ? page(['3', '2'], 'next') : page(['1'])),
  GenerationFacets: () => ({
    generationFacets: { ...noFacets, counted: 3, complete: true, statuses: [{ value: 'COMPLETED', count: 3 }] },
  }),
  OneGeneration: () => ({ generation: null }),
};
const users = () => screen.getAllByText(/^user of /).map((cell) => cell.textContent);

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => {
  visit('/generations?range=7d');
  localStorage.clear();
  // Wide enough to show the counts beside the list.
  Object.assign(window, { innerWidth: 1_440 });
  // A virtual list needs a height.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1_200);
});
afterEach(() => vi.restoreAllMocks());

test('lists page after page, newest first', async () => {
  renderInConsole(<GenerationsScreen />, answers);
  expect(await screen.findByText('user of 1')).toBeTruthy();
  expect(users()).toEqual(['user of 3', 'user of 2', 'user of 1']);
  expect(screen.getByText('3 in all')).toBeTruthy();
});

test('counts are requested after the first rows, also with another filter, and after a failure', async () => {
  let isAway = false;
  const Generations = () => {
    if (isAway) throw apiError('INTERNAL', 'The database does not answer.');
    return page(['3', '2']);
  };
  const { user, sent } = renderInConsole(<GenerationsScreen />, { ...answers, Generations });
  // Without a network urql may send a query twice in a row.
  const asked = () =>
    sent
      .map(({ name }) => name)
      .filter((name) => /^Generation(s|Facets)$/.test(name))
      .filter((name, index, names) => name !== names[index - 1]);
  await user.click(await screen.findByRole('button', { name: /^Completed/ }));
  await vi.waitFor(() =>
    expect(asked()).toEqual(['Generations', 'GenerationFacets', 'Generations', 'GenerationFacets']),
  );
  isAway = true;
  await user.click(await screen.findByRole('button', { name: /^Completed/ }));
  await screen.findByRole('button', { name: 'Try again' });
  await vi.waitFor(() => expect(asked().slice(4)).toEqual(['Generations', 'GenerationFacets']));
});

test('without any generation there are no counts', async () => {
  renderInConsole(<GenerationsScreen />, {
    ...answers,
    Generations: () => page([]),
    GenerationFacets: () => ({ generationFacets: { ...noFacets, counted: 0, complete: true, statuses: [] } }),
  });
  expect(await screen.findByText('No generations in this range')).toBeTruthy();
  expect(screen.queryByText('First model served')).toBeNull();
  expect(screen.queryByText(/^Counted over/)).toBeNull();
});

test('a scroll requests the rows in view, not all that are loaded', () => {
  const asked = vi.fn();
  const many = Array.from({ length: 5_000 }, (_, index) => row(String(9_999 - index)) as unknown as GenerationRow);
  const rows = new Proxy(many, {
    get(list, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) asked();
      return Reflect.get(list, name);
    },
  });
  const frame = createRef<HTMLDivElement>();
  const ignore = () => {};
  renderInConsole(
    <GenerationTable {...{ rows, frame }} selectedId="9990" onSelect={ignore} onPeek={ignore} onEnd={ignore} />,
  );
  expect(users()[0]).toBe('user of 9999');
  asked.mockClear();
  act(() => {
    frame.current?.scrollTo(0, 38_000);
    frame.current?.dispatchEvent(new Event('scroll'));
  });
  expect(users()).toContain('user of 8999');
  expect(asked.mock.calls.length).toBeLessThan(200);
});

test('new generations wait for a click, and a known generation changes in its row', async () => {
  const { user, emit } = renderInConsole(<GenerationsScreen />, answers);
  await screen.findByText('user of 1');
  act(() => emit('GenerationFeed', { generations: { type: 'STARTED', generation: row('4') } }));
  act(() =>
    emit('GenerationFeed', { generations: { type: 'SETTLED', generation: row('2', { endUser: 'user of two' }) } }),
  );
  expect(users()).toEqual(['user of 3', 'user of two', 'user of 1']);
  await user.click(screen.getByRole('button', { name: '1 new' }));
  expect(users()).toEqual(['user of 4', 'user of 3', 'user of two', 'user of 1']);
});

test('keys move, and Enter opens a generation beside the list', async () => {
  const { user, sent } = renderInConsole(<GenerationsScreen />, answers);
  await screen.findByText('user of 1');
  screen.getByRole('grid', { name: 'Generations' }).focus();
  await user.keyboard('jj{Enter}');
  const drawer = within(await screen.findByRole('dialog', { name: 'Generation' }));
  expect(sent.findLast(({ name }) => name === 'OneGeneration')?.variables).toEqual({ id: '2' });
  await user.click(drawer.getByRole('button', { name: 'Older' }));
  await vi.waitFor(() => expect(sent.findLast(({ name }) => name === 'OneGeneration')?.variables).toEqual({ id: '1' }));
  expect(new URLSearchParams(window.location.search).get('peek')).toBe('1');
  expect((drawer.getByRole('button', { name: 'Older' }) as HTMLButtonElement).disabled).toBe(true);
});

test('a link opens a generation beside the list, also when it is not in the list', async () => {
  visit('/generations?range=7d&peek=2');
  const first = renderInConsole(<GenerationsScreen />, answers);
  const drawer = within(await screen.findByRole('dialog', { name: 'Generation' }));
  expect(first.sent.findLast(({ name }) => name === 'OneGeneration')?.variables).toEqual({ id: '2' });
  await vi.waitFor(() =>
    expect((drawer.getByRole('button', { name: 'Newer' }) as HTMLButtonElement).disabled).toBe(false),
  );
  first.unmount();

  visit('/generations?range=7d&peek=elsewhere');
  renderInConsole(<GenerationsScreen />, { ...answers, Generations: () => page([]) });
  const other = within(await screen.findByRole('dialog', { name: 'Generation' }));
  expect(await other.findByText('There is no such generation')).toBeTruthy();
  expect((other.getByRole('button', { name: 'Older' }) as HTMLButtonElement).disabled).toBe(true);
});

test('a count and typed text narrow the list, and a view keeps both', async () => {
  const { user, sent } = renderInConsole(<GenerationsScreen />, answers);
  await user.click(await screen.findByRole('button', { name: /^Completed/ }));
  await user.type(screen.getByRole('textbox', { name: 'Text in prompt or answer' }), 'dam');
  const asked = () => sent.findLast(({ name }) => name === 'Generations')?.variables.filter;
  await vi.waitFor(() => expect(asked()).toMatchObject({ statuses: ['COMPLETED'] }), { timeout: 5_000 });
  await vi.waitFor(() => expect(window.location.search).toContain('q=dam'), { timeout: 5_000 });

  await user.click(screen.getByRole('button', { name: 'Save view' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name of the view' }), 'Dams{Enter}');
  visit('/generations?range=7d');
  await user.click(screen.getByRole('button', { name: 'Views' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Dams' }));
  expect(new URLSearchParams(window.location.search).get('status')).toBe('COMPLETED');
});

test('a failure to read the counts is shown in a line, and the list still works', async () => {
  let isAway = true;
  const GenerationFacets = () => {
    if (isAway) throw apiError('INTERNAL', 'The database does not answer.');
    return answers.GenerationFacets();
  };
  const { user } = renderInConsole(<GenerationsScreen />, { ...answers, GenerationFacets });
  expect((await screen.findByRole('alert')).textContent).toContain('The counts could not be read.');
  expect(await screen.findByText('user of 1')).toBeTruthy();
  isAway = false;
  await user.click(screen.getByRole('button', { name: 'Count again' }));
  expect(await screen.findByRole('button', { name: /^Completed/ })).toBeTruthy();
});

test('an empty list offers to reset the filters, and a failed list to try again', async () => {
  visit('/generations?range=7d&status=FAILED');
  let isAway = true;
  const Generations = () => {
    if (isAway) throw apiError('INTERNAL', 'The database does not answer.');
    return page([]);
  };
  const { user } = renderInConsole(<GenerationsScreen />, { ...answers, Generations });
  const again = await screen.findByRole('button', { name: 'Try again' });
  isAway = false;
  await user.click(again);
  await user.click(await screen.findByRole('button', { name: 'Reset the filters' }));
  expect(window.location.search).not.toContain('status');
});
