import type { Budget } from '../budget-documents.ts';

/** A monthly budget of 100 dollars, a quarter of it spent. */
export function sampleBudget(changes: Partial<Budget> = {}): Budget {
  return {
    id: 'b1',
    name: 'Monthly',
    workspaceId: null,
    apiKeyId: null,
    model: null,
    provider: null,
    window: 'MONTH',
    limitUsd: '100',
    spentUsd: '25',
    reservedUsd: '5',
    remainingUsd: '70',
    hard: true,
    alertThreshold: 0.8,
    alertedAt: null,
    source: 'OPERATOR',
    windowStart: '2026-11-01T00:00:00Z',
    windowEnd: '2026-12-01T00:00:00Z',
    forecast: { spentUsd: '50', fullAt: null },
    ...changes,
  };
}
