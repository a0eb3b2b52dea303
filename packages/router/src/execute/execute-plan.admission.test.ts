import { createProviderError } from '@penstock/providers';
import { answerScript, failingScript } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import type { DueAttempt } from './execute-options.ts';

const overloaded = failingScript(createProviderError('overloaded', { providerId: 'a', message: 'Busy.' }));
const models = ['a/dear', 'b/cheap'].map((id) => buildModel(id));

describe('an executor with an admission check', () => {
  it('checks the candidate and the sent text, and calls the admitted candidate', async () => {
    const asked: DueAttempt[] = [];
    const stage = new ExecutionStage({ models, script: () => answerScript(['Well.']) });
    const events = await stage.run({
      admit: (attempt) => {
        asked.push(attempt);
        return { isAdmitted: true };
      },
    });
    expect(events.at(-1)).toMatchObject({ type: 'completed' });
    expect(asked).toMatchObject([{ candidate: { modelId: 'a/dear' }, model: { id: 'a/dear' }, sentText: '' }]);
  });

  it('skips the refused model, with the reason, and continues with the next', async () => {
    const stage = new ExecutionStage({ models, script: () => answerScript(['Well.']) });
    const events = await stage.run({
      admit: async ({ candidate }) =>
        candidate.modelId === 'a/dear' ? { isAdmitted: false, reason: 'too dear' } : { isAdmitted: true },
    });
    expect(events[0]).toMatchObject({
      type: 'attempt-failed',
      attempt: { outcome: 'skipped', errorMessage: 'a/dear was not called: too dear.' },
      nextModelId: 'b/cheap',
    });
    expect(events.at(-1)).toMatchObject({ type: 'completed', attempt: { modelId: 'b/cheap' } });
    expect(stage.calls.map(({ modelId }) => modelId)).toEqual(['b/cheap']);
  });

  it('ends with BUDGET_EXCEEDED when every model is refused, without asking again for any', async () => {
    const asked: string[] = [];
    const stage = new ExecutionStage({ models, script: () => answerScript(['Never.']) });
    const events = await stage.run({
      admit: ({ candidate }) => {
        asked.push(candidate.modelId);
        return { isAdmitted: false, reason: 'too dear' };
      },
    });
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'BUDGET_EXCEEDED' } });
    expect(asked).toEqual(['a/dear', 'b/cheap']);
    expect(stage.calls).toEqual([]);
  });

  it('names both models if one failed and the other was refused', async () => {
    const stage = new ExecutionStage({ models, script: () => overloaded });
    const events = await stage.run({
      admit: ({ candidate }) =>
        candidate.modelId === 'b/cheap' ? { isAdmitted: false, reason: 'nothing is left' } : { isAdmitted: true },
    });
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'ALL_MODELS_FAILED', message: expect.stringContaining('b/cheap was not called: nothing is left') },
    });
  });
});
