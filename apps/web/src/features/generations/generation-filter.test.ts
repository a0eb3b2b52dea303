import { expect, test } from 'vitest';
import { isEmptyFilter, readFilter, toggled, toInput, writeFilter } from './generation-filter.ts';

const range = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') };

test('a filter is read from the address and written back', () => {
  const filter = readFilter(new URLSearchParams('status=FAILED,RUNNING&q=moon&fellBack=false&minSeconds=2'));
  expect(filter.lists.status).toEqual(['FAILED', 'RUNNING']);
  expect(writeFilter(filter)).toMatchObject({ status: 'FAILED,RUNNING', q: 'moon', fellBack: 'false', model: null });
  expect(isEmptyFilter(filter)).toBe(false);
  expect(isEmptyFilter(readFilter(new URLSearchParams('range=24h')))).toBe(true);
});

test('a filter gives the input of the API, and a preset range has no end', () => {
  const filter = readFilter(new URLSearchParams('model=a/b&error=INTERNAL&q=x&minSeconds=1.5&minCost=0.2&endUser=ann'));
  expect(toInput(filter, { ...range, preset: '24h' }, 'team-a')).toEqual({
    from: '2026-03-01T00:00:00.000Z',
    workspaceId: 'team-a',
    models: ['a/b'],
    errorCodes: ['INTERNAL'],
    endUser: 'ann',
    minLatencyMs: 1_500,
    minCostUsd: '0.2',
  });
  expect(toInput(filter, { ...range, preset: null }, null).to).toBe('2026-03-02T00:00:00.000Z');
});

test('a value is added, and removed by the next click', () => {
  const added = toggled(readFilter(new URLSearchParams()), 'model', 'a/b');
  expect(added.lists.model).toEqual(['a/b']);
  expect(toggled(added, 'model', 'a/b').lists.model).toEqual([]);
});
