// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Provider } from 'urql';
import { expect, test } from 'vitest';
import { heldClient } from '../../testing/held-client.ts';
import type { GenerationRow } from './generation-documents.ts';
import { useGenerationPages, withRow } from './use-generation-pages.ts';

const row = (id: string, status = 'COMPLETED') => ({ id, status }) as GenerationRow;

test('a new generation gets its place in the list, or replaces its earlier state', () => {
  const rows = [row('5'), row('3', 'RUNNING')];
  expect(withRow(rows, row('6')).map(({ id }) => id)).toEqual(['6', '5', '3']);
  expect(withRow(rows, row('4')).map(({ id }) => id)).toEqual(['5', '4', '3']);
  expect(withRow(rows, row('1')).map(({ id }) => id)).toEqual(['5', '3', '1']);
  expect(withRow(rows, row('3', 'FAILED'))).toEqual([row('5'), row('3', 'FAILED')]);
  expect(withRow(rows, row('5', 'RUNNING'))).toEqual(rows);
});

test('generations that start or end while the list is read are not lost by its answer', async () => {
  const api = heldClient();
  const filter = {};
  const { result } = renderHook(() => useGenerationPages(filter), {
    wrapper: ({ children }: { children: ReactNode }) => <Provider value={api.client}>{children}</Provider>,
  });
  act(() => result.current.put(row('2')));
  act(() => result.current.put(row('3', 'RUNNING')));
  const nodes = [
    { __typename: 'Generation', ...wholeRow('2', 'RUNNING') },
    { __typename: 'Generation', ...wholeRow('1', 'COMPLETED') },
  ];
  const pageInfo = { __typename: 'PageInfo', hasNextPage: false, endCursor: null };
  const generations = { __typename: 'Generations', nodes, pageInfo, resumeAfter: null, searchedUntil: null };
  await act(async () => api.requests()[0]?.answer({ __typename: 'Query', generations }));
  expect(result.current.rows.map(({ id, status }) => [id, status])).toEqual([
    ['3', 'RUNNING'],
    ['2', 'COMPLETED'],
    ['1', 'COMPLETED'],
  ]);
});

function wholeRow(id: string, status: string) {
  const none = { model: null, errorCode: null, latencyMs: null, firstTokenMs: null, endUser: null, session: null };
  const facts = { createdAt: '2026-11-29T11:59:00Z', workspaceId: 'team-a', tags: {}, taskType: null, fellBack: false };
  return { id, status, ...none, ...facts, cost: null, usage: null, attempts: [] };
}
