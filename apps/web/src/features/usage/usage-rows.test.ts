import { expect, test } from 'vitest';
import type { UsageReport } from './usage-documents.ts';
import { toUsageInput } from './usage-question.ts';
import { chartOf, rowsOf, toCsv } from './usage-rows.ts';

const totals = (costUsd: string) => ({ calls: 1, failures: 0, costUsd, totalTokens: 5, savedUsd: null });
const group = (model: string | null, costUsd: string) => ({ model, totals: totals(costUsd) });

const report = {
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-04T00:00:00Z',
  groups: [...Array(9).keys()].map((index) => group(index === 8 ? null : `a/${index}`, String(9 - index))),
  series: [
    { at: '2026-03-02T00:00:00.000Z', ...group('a/0', '2') },
    { at: '2026-03-02T00:00:00.000Z', ...group('a/7', '0.5') },
    { at: '2026-03-02T00:00:00.000Z', ...group(null, '0.25') },
  ],
} as unknown as UsageReport;

test('the chart has every step, the largest series, and one series of all others', () => {
  const { points, series, stepMs } = chartOf(report, 'model', 'cost');
  expect(stepMs).toBe(86_400_000);
  expect(points.map(({ values }) => values)).toEqual([{}, { 'a/0': 2, '(others)': 0.75 }, {}]);
  expect(series.map(({ key }) => key)).toEqual(['a/0', 'a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', '(others)']);
});

test('the table has a row for each group, and for each day', () => {
  expect(rowsOf(report, 'model').at(-1)).toMatchObject({ key: '(none)', totals: { costUsd: '1' } });
  expect(rowsOf(report, 'day')[0]?.key).toBe('2026-03-02');
});

test('CSV quotes, keeps the figures of the API, and contains no formulas', () => {
  const text = toCsv([{ key: '=a,"b"', totals: totals('0.000000001') as never }], 'tag');
  const [head, line] = text.split('\r\n');
  expect(head).toMatch(/^tag,calls,failures,/);
  expect(line).toMatch(/^"'=a,""b""",1,0,/);
  expect(line).toContain(',0.000000001,');
});

test('the query covers at most 90 days, and is by hour for two days', () => {
  const to = new Date('2026-06-01T00:00:00Z');
  const ask = (days: number, search = '') =>
    toUsageInput(new URLSearchParams(search), { from: new Date(to.getTime() - days * 86_400_000), to }, null);
  expect(ask(1)).toMatchObject({ groupBy: ['MODEL'], interval: 'HOUR' });
  expect(ask(200, 'by=tag&endUser=ann&key=k')).toMatchObject({
    from: '2026-03-03T00:00:00.000Z',
    groupBy: ['TAG'],
    interval: 'DAY',
    endUser: 'ann',
    apiKeyId: 'k',
  });
  expect(ask(1, 'by=day')).toMatchObject({ groupBy: [], interval: 'DAY' });
});
