import type { Exclusion, Plan } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { plainRequest, type RequestChanges } from '../testing/plain-request.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { LedgerUnavailableError } from './generation-ledger.ts';
import { refuseUnknown, refuseUnservable, toRefusalError } from './refusals.ts';

const budget = (modelId: string, figures: Exclusion['reason']['figures']): Exclusion => ({
  modelId,
  reason: { code: 'budget', figures },
});
const down: Exclusion = { modelId: 'a/down', reason: { code: 'unavailable', figures: { because: null } } };
const sandbox: Exclusion = { modelId: 'sandbox/m', reason: { code: 'sandbox', figures: {} } };
const unknown = (modelId: string): Exclusion => ({
  modelId,
  reason: { code: 'unknown', figures: { isChain: false, inChain: null, meant: null } },
});

const planOf = (...exclusions: Exclusion[]): Plan => ({
  ...sampleGeneration().plan,
  candidates: [],
  exclusions,
  staticExclusions: null,
});
const routing = (changes: RequestChanges = {}) => plainRequest('', changes).routing;

describe('a plan without candidates', () => {
  it('is refused for money if a model could serve except for its cost', () => {
    const figures = { budgetId: 'b1', budget: 'team', neededUsd: '2', remainingUsd: '0.5' };
    expect(() => refuseUnservable(routing(), planOf(down, budget('a/dear', figures)))).toThrow(
      expect.objectContaining({
        code: 'BUDGET_EXCEEDED',
        message: "No model fits the remaining budget. a/dear: it may cost $2, and the budget 'team' has $0.5 left.",
        details: {
          budget: { id: 'b1', name: 'team' },
          remainingUsd: '0.5',
          refusals: [{ model: 'a/dear', budgetId: 'b1', budgetName: 'team', neededUsd: '2', remainingUsd: '0.5' }],
        },
      }),
    );
  });

  it('is refused for the remaining amount of its caller, which is not a budget of ours', () => {
    expect(() => refuseUnservable(routing(), planOf(budget('a/dear', { costUsd: 2, leftUsd: 0.5 })))).toThrow(
      expect.objectContaining({
        message: 'No model fits the remaining budget. a/dear: costs up to $2.00, the budget has $0.5 left.',
        details: expect.objectContaining({ budget: null, remainingUsd: '0.5' }),
      }),
    );
  });

  it('is refused with the reasons that help the caller, else with all reasons', () => {
    const message = (...exclusions: Exclusion[]) =>
      expect.objectContaining({
        code: 'NO_MODEL_AVAILABLE',
        details: { exclusions: exclusions.map(({ modelId }) => expect.objectContaining({ model: modelId })) },
      });
    expect(() => refuseUnservable(routing(), planOf(down, sandbox))).toThrow(message(down));
    expect(() => refuseUnservable(routing(), planOf(sandbox))).toThrow(message(sandbox));
    expect(() => refuseUnservable(routing({ model: 'sandbox/m' }), planOf(down, sandbox))).toThrow(message(sandbox));
    expect(() => refuseUnservable(routing(), planOf())).toThrow('the policy has no models');
  });
});

describe('a request that is too long', () => {
  const small = (modelId: string, windowTokens: number): Exclusion => ({
    modelId,
    reason: { code: 'context-window', figures: { neededTokens: windowTokens + 9, windowTokens } },
  });

  it('is refused with the largest window if every window is too small', () => {
    expect(() => refuseUnservable(routing(), planOf(small('a/s', 100), sandbox, small('a/l', 4096)))).toThrow(
      expect.objectContaining({
        code: 'CONTEXT_LENGTH_EXCEEDED',
        message: expect.stringMatching(
          /^This model's maximum context length is 4096 tokens. However, you requested 4105 tokens. .* a\/l.$/,
        ),
      }),
    );
  });

  it('is refused as NO_MODEL_AVAILABLE if only some windows are too small', () => {
    expect(() => refuseUnservable(routing(), planOf(small('a/s', 100), down))).toThrow(
      expect.objectContaining({ code: 'NO_MODEL_AVAILABLE' }),
    );
  });
});

it('refuses an unknown name of the request, but not of a chain', () => {
  expect(() => refuseUnknown(routing({ fallbackModels: ['no/such'] }), planOf(unknown('no/such')))).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', details: { name: 'no/such' } }),
  );
  expect(() => refuseUnknown(routing(), planOf(unknown('no/such')))).not.toThrow();
});

it('reports an unavailable database in one sentence; other errors stay unchanged', () => {
  expect(toRefusalError(new LedgerUnavailableError('away'))).toMatchObject({ code: 'INTERNAL' });
  const other = new Error('other');
  expect(toRefusalError(other)).toBe(other);
});
