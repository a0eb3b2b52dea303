import { v7 } from 'uuid';
import type { Budget } from '../ledger/budget.ts';
import { toMoney } from '../ledger/money.ts';

/** A hard budget of one dollar a day for everything. `changes` replace members. */
export function sampleBudget(changes: Partial<Budget> = {}): Budget {
  return {
    id: v7(),
    name: 'everything',
    workspaceId: null,
    apiKeyId: null,
    modelId: null,
    providerId: null,
    window: 'DAY',
    limit: toMoney(1),
    hard: true,
    alertThreshold: null,
    ...changes,
  };
}
