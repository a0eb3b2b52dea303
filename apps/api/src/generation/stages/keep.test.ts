import { expect, it, vi } from 'vitest';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { toCachedAnswer } from '../cached-answer.ts';
import type { Generation } from '../generation.ts';
import { LiveGeneration } from '../live-generation.ts';
import { keep } from './keep.ts';

const key = { workspaceId: 'default', digest: 'd' };

async function written(keepsForMs: number | null, generation: Generation = sampleGeneration()) {
  const write = vi.fn();
  const live = new LiveGeneration({ ...askedFor(), plan: generation.plan, inputTokens: 7, spending: null });
  const caching = { key, status: 'MISS', answer: null, keepsForMs } as const;
  const next = vi.fn(async () => {});
  const state = { live, request: live.request, outcome: { status: 'COMPLETED' }, generation, caching } as const;
  await keep(state, next, fakeStageTools({ responses: { read: async () => null, write } }));
  expect(next).toHaveBeenCalledOnce();
  return write.mock.calls;
}

it('stores a complete answer under its key, for the time of the policy', async () => {
  const generation = sampleGeneration();
  expect(await written(5_000, generation)).toEqual([[key, toCachedAnswer(generation, sampleRules().catalog), 5_000]]);
});

it('stores nothing without a request for it, and no incomplete answer', async () => {
  expect(await written(null)).toEqual([]);
  expect(await written(5_000, sampleGeneration({ finishReason: 'length' }))).toEqual([]);
});
