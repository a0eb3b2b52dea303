import { expect, test } from 'vitest';
import type { LatestGeneration } from './latest-generations.tsx';
import { latestCount, mergeLatest } from './merge-latest.ts';

const generation = (number: number, status: LatestGeneration['status'] = 'COMPLETED'): LatestGeneration => ({
  id: `0${String(number).padStart(3, '0')}`,
  status,
  model: 'acme/one',
  workspaceId: 'team-a',
  createdAt: '2026-11-29T12:00:00Z',
  latencyMs: 10,
  errorCode: null,
  cost: null,
  attempts: [],
});

const show = (list: readonly LatestGeneration[]) => list.map(({ id, status }) => `${Number(id)} ${status}`);

test('a new generation comes first, and its end replaces it', () => {
  const started = mergeLatest([generation(1)], [generation(2, 'RUNNING')]);
  expect(show(started)).toEqual(['2 RUNNING', '1 COMPLETED']);
  expect(show(mergeLatest(started, [generation(2)]))).toEqual(['2 COMPLETED', '1 COMPLETED']);
});

test('an older state from a list that is read again does not undo an end', () => {
  expect(show(mergeLatest([generation(2)], [generation(2, 'RUNNING'), generation(1)]))).toEqual([
    '2 COMPLETED',
    '1 COMPLETED',
  ]);
});

test('the oldest generations are removed', () => {
  const many = Array.from({ length: latestCount + 5 }, (_, index) => generation(index));
  const list = mergeLatest([], many);
  expect(list).toHaveLength(latestCount);
  expect(list[0]?.id).toBe(generation(latestCount + 4).id);
});
