import { expect, it, vi } from 'vitest';
import { sampleAttempt, sampleCost, sampleGeneration } from '../../testing/sample-generation.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { LiveGeneration, type Outcome } from '../live-generation.ts';
import { settle } from './settle.ts';
import type { Settled } from './stage.ts';

async function settled(outcome: Outcome) {
  const live = new LiveGeneration({ ...askedFor(), plan: sampleGeneration().plan, inputTokens: 7, spending: null });
  live.progress.addAttempt(sampleAttempt({ outcome: 'failed' }));
  live.progress.addAttempt(sampleAttempt({ number: 2 }));
  const next = vi.fn(async (_: Settled): Promise<void> => {});
  await settle({ live, request: live.request, outcome, caching: null }, next, fakeStageTools());
  return next.mock.calls[0]?.[0].generation;
}

it('adds up all attempts', async () => {
  const generation = await settled({ status: 'COMPLETED' });
  expect(generation).toMatchObject({ status: 'COMPLETED', failure: null, tokens: { inputTokens: 20 } });
  expect(generation?.cost?.totalUsd).toBeCloseTo(2 * sampleCost.totalUsd, 12);
  expect(generation?.settledAtMs).not.toBeNull();
});

it('keeps the reason of its failure', async () => {
  const generation = await settled({ status: 'FAILED', code: 'ALL_MODELS_FAILED', message: 'None answered.' });
  expect(generation).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ALL_MODELS_FAILED', message: 'None answered.' },
  });
});
