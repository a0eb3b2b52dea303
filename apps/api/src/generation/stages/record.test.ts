import { noTokens } from '@penstock/providers';
import { buildModel, flatPrice } from '@penstock/testing';
import { expect, it, vi } from 'vitest';
import type { Rules } from '../../rules/rules.ts';
import { sampleAttempt, sampleGeneration } from '../../testing/sample-generation.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import type { Generation } from '../generation.ts';
import { LiveGeneration, type Outcome } from '../live-generation.ts';
import { sessionKeyOf } from '../session-pins/session-key.ts';
import { record } from './record.ts';
import type { Settled } from './stage.ts';

function settled(outcome: Outcome): Settled {
  const live = new LiveGeneration({ ...askedFor(), plan: sampleGeneration().plan, inputTokens: 7, spending: null });
  const failure = outcome.status === 'FAILED' ? { code: outcome.code, message: outcome.message } : null;
  const { request } = live;
  return {
    live,
    request,
    outcome,
    caching: null,
    generation: live.progress.settle({ status: outcome.status, failure }, 1, 1),
  };
}

/** The last event for readers, and whether the generation was recorded by then. */
async function lastOf(outcome: Outcome, write: (generation: Generation) => Promise<void> = async () => {}) {
  const state = settled(outcome);
  let isRecorded = false;
  const settle = async (generation: Generation): Promise<void> => {
    await write(generation);
    isRecorded = true;
  };
  const onFault = vi.fn();
  const tools = fakeStageTools({ onFault });
  const told = Array.fromAsync(state.live.log.read(0)).then((events) => [events.at(-1)?.type, isRecorded]);
  const next = vi.fn(async (_: Settled): Promise<void> => {});
  await record(state, next, { ...tools, ledger: { ...tools.ledger, settle } });
  expect(next).toHaveBeenCalledOnce();
  return { told: await told, ended: await state.live.ended, faults: onFault.mock.calls.length };
}

it.each<[Outcome, string]>([
  [{ status: 'COMPLETED' }, 'completed'],
  [{ status: 'CANCELLED' }, 'cancelled'],
  [{ status: 'FAILED', code: 'ALL_MODELS_FAILED', message: 'None answered.' }, 'failed'],
])('sends readers %j after it is recorded', async (outcome, type) => {
  expect((await lastOf(outcome)).told).toEqual([type, true]);
});

it('pins the session under the key that was used to plan', async () => {
  const keep = vi.fn();
  const model = buildModel('a/b', { price: { ...flatPrice(1, 1), cachedInput: flatPrice(0.1, 1).input } });
  const attempt = sampleAttempt({ modelId: 'a/b', outcome: 'succeeded', tokens: { ...noTokens, inputTokens: 5_000 } });
  const { live, ...state } = settled({ status: 'COMPLETED' });
  const rules = { ...live.rules, catalog: { ...live.rules.catalog, find: () => model } } as unknown as Rules;
  const generation = { ...state.generation, modelId: 'a/b', attempts: [attempt] };
  const known = Object.assign(live, { rules });
  const tools = { ...fakeStageTools(), sessions: { isEmpty: true, find: () => null, keep } };
  await record({ ...state, live: known, generation }, async () => {}, tools);
  expect(keep).toHaveBeenCalledExactlyOnceWith(
    sessionKeyOf(state.request),
    expect.objectContaining({ modelId: 'a/b', cachedTokens: 5_000 }),
  );
});

it('reports no generation as complete that is not recorded', async () => {
  const lost = await lastOf({ status: 'COMPLETED' }, () => Promise.reject(new Error('disk full')));
  expect(lost.told).toEqual(['failed', false]);
  expect(lost.ended).toMatchObject({ status: 'FAILED', failure: { code: 'INTERNAL' } });
  expect(lost.faults).toBe(1);
});
