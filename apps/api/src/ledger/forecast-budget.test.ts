import { describe, expect, it } from 'vitest';
import { forecastBudget } from './forecast-budget.ts';

const startMs = Date.UTC(2026, 10, 29);
const at = (hours: number): number => startMs + hours * 3_600_000;
const budget = (spentUsd: string, limitUsd = '10') =>
  ({ window: 'DAY', windowStartMs: startMs, spentUsd, limitUsd }) as const;

describe('the forecast of a budget', () => {
  it.each([
    ['will not last', budget('7.5'), at(12), { spentUsd: '15', fullAtMs: at(16) }],
    ['lasts', budget('2'), at(12), { spentUsd: '4', fullAtMs: null }],
    ['is full exactly at the end of its window', budget('5'), at(12), { spentUsd: '10', fullAtMs: null }],
    ['is used up', budget('10'), at(12), { spentUsd: '20', fullAtMs: null }],
    ['is overdrawn', budget('12'), at(18), { spentUsd: '16', fullAtMs: null }],
    ['has spent nothing', budget('0'), at(12), { spentUsd: '0', fullAtMs: null }],
    ['has a limit of zero', budget('0', '0'), at(12), { spentUsd: '0', fullAtMs: null }],
    ['spends the smallest amount', budget('0.000000000001'), at(12), { spentUsd: '0.000000000002', fullAtMs: null }],
    ['was listed before its window ended', budget('8'), at(25), { spentUsd: '8', fullAtMs: null }],
  ])('that %s', (_name, status, nowMs, expected) => {
    expect(forecastBudget(status, nowMs)).toEqual(expected);
  });

  it('is null in the first twentieth of a window', () => {
    expect(forecastBudget(budget('5'), at(1))).toBeNull();
    expect(forecastBudget(budget('5'), at(1.2))).toEqual({ spentUsd: '100', fullAtMs: at(2.4) });
  });

  it('is null for a total', () => {
    expect(forecastBudget({ ...budget('5'), window: 'TOTAL', windowStartMs: 0 }, at(12))).toBeNull();
  });

  it('uses the number of days of a month', () => {
    const month = { ...budget('10', '100'), window: 'MONTH', windowStartMs: Date.UTC(2026, 10, 1) } as const;
    expect(forecastBudget(month, Date.UTC(2026, 10, 11))).toEqual({ spentUsd: '30', fullAtMs: null });
  });
});
