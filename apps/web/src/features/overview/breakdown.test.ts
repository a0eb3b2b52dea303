import { expect, test } from 'vitest';
import { breakDown, formatMetric } from './breakdown.ts';

const part = (model: string | null, costUsd: number, calls = 1) => ({
  model,
  totals: { calls, costUsd: String(costUsd), totalTokens: calls * 100 },
});
const steps = ['2026-11-01T10:00:00.000Z', '2026-11-01T11:00:00.000Z'];

test('the largest parts come first, and steps without calls are empty', () => {
  const chart = breakDown(
    [part('a', 1), part('b', 3)],
    [
      { ...part('a', 1), at: '2026-11-01T10:00:00Z' },
      { ...part('b', 3), at: '2026-11-01T10:00:00Z' },
    ],
    steps,
    { metric: 'cost', dimension: 'model' },
  );
  expect(chart.series.map(({ label }) => label)).toEqual(['b', 'a']);
  expect(chart.points).toEqual([
    { at: steps[0], values: { a: 1, b: 3 } },
    { at: steps[1], values: {} },
  ]);
});

test('small parts are one series together, and unnamed calls have a name', () => {
  const groups = ['a', 'b', 'c', 'd', 'e', 'f', null, 'g', 'h'].map((name, index) => part(name, 1, 100 - index));
  const series = groups.map((group) => ({ ...group, at: '2026-11-01T11:00:00Z' }));
  const chart = breakDown(groups, series, steps, { metric: 'calls', dimension: 'model' });
  expect(chart.series.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'none', '2 others']);
  expect(chart.points[1]?.values['other series']).toBe(93 + 92);
});

test('a part without cost is no series in a chart of costs', () => {
  expect(breakDown([part('free', 0)], [], steps, { metric: 'cost', dimension: 'model' }).series).toEqual([]);
});

test.each([
  ['cost', '$1,234.50'],
  ['calls', '1,235'],
  ['tokens', '1.23K'],
] as const)('a figure of %s reads %s', (metric, text) => {
  expect(formatMetric(1_234.5, metric)).toBe(text);
});
