import { describe, expect, test } from 'vitest';
import type { Budget } from './budget-documents.ts';
import { describeScope, draftOf, toBudgetInput } from './budget-draft.ts';
import { sampleBudget } from './testing/sample-budget.ts';

describe('the draft of a budget', () => {
  test('a new budget counts everything for a month', () => {
    expect(toBudgetInput({ ...draftOf(null), name: ' All ', limitUsd: '50' }, null)).toEqual({
      id: null,
      name: 'All',
      window: 'MONTH',
      limitUsd: '50',
      hard: true,
      alertThreshold: 0.8,
      workspaceId: null,
      apiKeyId: null,
      model: null,
      provider: null,
    });
  });

  test.each([
    { workspaceId: 'team-a' },
    { apiKeyId: 'k1' },
    { model: 'acme/one' },
    { provider: 'acme' },
    { workspaceId: 'team-a', model: 'acme/one' },
    { alertThreshold: null, hard: false },
  ] satisfies Partial<Budget>[])('saves %j unchanged when nothing is edited', (changes) => {
    const budget = sampleBudget(changes);
    const { id, name, workspaceId, apiKeyId, model, provider, window, limitUsd, hard, alertThreshold } = budget;
    expect(toBudgetInput(draftOf(budget), budget)).toEqual({
      id,
      name,
      workspaceId,
      apiKeyId,
      model,
      provider,
      window,
      limitUsd,
      hard,
      alertThreshold,
    });
  });

  test.each([
    [{}, 'All requests'],
    [{ workspaceId: 'team-a' }, 'Workspace Team A'],
    [{ workspaceId: 'team-a', model: 'acme/one' }, 'Workspace Team A · Model acme/one'],
    [{ provider: 'gone' }, 'Provider gone'],
  ])('describes the scope %j as %s', (changes, words) => {
    expect(describeScope(sampleBudget(changes), new Map([['team-a', 'Team A']]))).toBe(words);
  });

  test('another scope replaces the previous one', () => {
    const budget = sampleBudget({ workspaceId: 'team-a', model: 'acme/one' });
    const input = toBudgetInput({ ...draftOf(budget), scope: 'provider', scopeId: 'acme' }, budget);
    expect(input).toMatchObject({ workspaceId: null, model: null, provider: 'acme' });
  });
});
