import { ProtocolError, type ProviderBatches, type StreamEvent } from '@penstock/providers';
import { buildModelCall, type ExecutionEvent, systemClock } from '@penstock/router';
import { buildModel, buildPlan } from '@penstock/testing';
import { expect, test, vi } from 'vitest';
import { fakeBatches } from '../testing/fake-batches.ts';
import { sampleRequest } from '../testing/sample-generation.ts';
import { type BatchedExecution, executeBatched } from './execute-batched.ts';
import { settleAttempt } from './settle-attempt.ts';

const deployment = { providerId: 'openai', upstreamName: 'm', weight: 1 };
const model = buildModel('openai/m', {
  deployments: [
    { id: 'east', ...deployment },
    { id: 'west', ...deployment },
  ],
});
const usage = { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 20, reasoningTokens: 0 };

async function execute(batches: Partial<ProviderBatches> | null, changes: Partial<BatchedExecution> = {}) {
  const execution: BatchedExecution = {
    batched: {
      providerId: 'openai',
      deploymentId: 'west',
      inputTokens: 1_000,
      priceFactor: 0.5,
      plan: buildPlan([model]),
      answer: 'x'.repeat(400),
    },
    model,
    clock: systemClock,
    mayRestart: true,
    mostOutputTokens: 500,
    adapter: {
      providerId: 'openai',
      stream: () => {
        throw new Error('No model is called.');
      },
      ...(batches !== null && { batches: fakeBatches(batches) }),
      listModels: async () => [],
      close: async () => {},
    },
    call: (called, deployment) => buildModelCall(sampleRequest().call, 1_000, called, deployment, null),
    ...changes,
  };
  const events: ExecutionEvent[] = [];
  for await (const some of executeBatched(execution)) events.push(...some);
  return events;
}

const broken = (): never => {
  throw new ProtocolError({ providerId: 'openai', message: 'It is not JSON.' });
};
const failedAttempt = (events: readonly ExecutionEvent[]) => {
  const [failed, ...others] = events.flatMap((event) => (event.type === 'attempt-failed' ? [event.attempt] : []));
  expect(others).toEqual([]);
  if (failed === undefined) throw new Error('No attempt has failed.');
  return settleAttempt(failed, model, 1_000);
};

test('reads the answer as an answer of the deployment that was called', async () => {
  const read = async function* (): AsyncGenerator<readonly StreamEvent[]> {
    const billing = { priceFactor: 0.5 };
    yield [
      { type: 'text-delta', text: 'Hello' },
      { type: 'finish', reason: 'stop', rawReason: 'stop', usage, rawUsage: null, skippedEvents: 0, billing },
    ];
  };
  const events = await execute({ read });
  expect(events[0]).toMatchObject({ type: 'attempt-started', deploymentId: 'west' });
  expect(events.at(-1)).toMatchObject({ type: 'completed', attempt: { usage, billing: { priceFactor: 0.5 } } });
});

test('reads an unreadable answer once, and books it at its part of the price', async () => {
  const read = vi.fn(broken);
  const events = await execute({ read });
  expect(read).toHaveBeenCalledOnce();
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'INVALID_RESPONSE' } });
  const settled = failedAttempt(events);
  expect(settled).toMatchObject({
    isEstimated: true,
    errorKind: 'invalid-response',
    tokens: { inputTokens: 1_000, outputTokens: 100 },
  });
  expect(settled.cost?.totalUsd).toBeCloseTo((1_000 * 1 + 100 * 4) / 2 / 1_000_000, 12);
});

test('estimates at most as many tokens as the output limit', async () => {
  expect(failedAttempt(await execute({ read: broken }, { mostOutputTokens: 7 })).tokens.outputTokens).toBe(7);
});

test.each([
  ['has left the policy', { adapter: null }],
  ['has no batches any more', {}],
])('an answer whose provider %s is booked too', async (_, changes) => {
  const events = await execute(null, changes);
  expect(failedAttempt(events)).toMatchObject({ isEstimated: true, tokens: { inputTokens: 1_000 } });
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'INVALID_RESPONSE' } });
});

test('uses the price factor of the provider for a row of an earlier version', async () => {
  const { batched } = { batched: { plan: buildPlan([model]), answer: '', providerId: 'openai', deploymentId: 'west' } };
  const events = await execute({ read: broken }, { batched: { ...batched, inputTokens: 1_000 } });
  expect(failedAttempt(events).cost?.totalUsd).toBeCloseTo(0.000_5, 12);
});
