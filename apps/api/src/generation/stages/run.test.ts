import type { ExecutionEvent } from '@penstock/router';
import { buildModel } from '@penstock/testing';
import { expect, it, vi } from 'vitest';
import { withModel } from '../../rules/with-model.ts';
import { sampleAttempt, sampleGeneration } from '../../testing/sample-generation.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { HeldMemory, MemoryShare } from '../held-memory.ts';
import type { LiveGeneration } from '../live-generation.ts';
import { run } from './run.ts';
import type { Ran, Reserved } from './stage.ts';

const completed: ExecutionEvent = { type: 'completed', attempt: sampleAttempt() };
const planned = { plan: sampleGeneration().plan, inputTokens: 7 };

function reserved(changes: Partial<Reserved> = {}): Reserved {
  return { ...askedFor(), planned, spending: null, caching: null, ...changes };
}

async function ranOf(state: Reserved, execute: () => AsyncIterable<readonly ExecutionEvent[]>, onFault = vi.fn()) {
  const next = vi.fn(async (_: Ran): Promise<void> => {});
  await run(state, next, fakeStageTools({ execute, onFault }));
  return next.mock.calls[0]?.[0];
}

it('gives the generation to its starter before a model is called, and passes on its outcome', async () => {
  const order: string[] = [];
  const started = (live: LiveGeneration): void => void order.push(`started ${live.log.lastNumber}`);
  const ran = await ranOf(reserved({ started }), async function* () {
    order.push('called');
    yield [{ type: 'text-delta', text: 'Hello' }, completed];
  });
  expect(order).toEqual(['started 0', 'called']);
  expect(ran?.outcome).toEqual({ status: 'COMPLETED' });
  expect(ran?.live.progress.textSoFar).toBe('Hello');
});

it('counts the answer in the memory share of its request', async () => {
  const share = new MemoryShare(new HeldMemory(1_000_000));
  const ran = await ranOf(reserved({ share }), async function* () {
    yield [{ type: 'text-delta', text: 'Hello' }, completed];
  });
  expect(ran?.live.share).toBe(share);
  expect(share.bytes).toBeGreaterThan(0);
});

it('calls no model if its starter refuses', async () => {
  const refuse = (): never => {
    throw new Error('shutting down');
  };
  const next = vi.fn(async (_: Ran): Promise<void> => {});
  await expect(run(reserved({ started: refuse }), next, fakeStageTools())).rejects.toThrow('shutting down');
  expect(next).not.toHaveBeenCalled();
});

it('ends an unexpected error as INTERNAL, and reports it', async () => {
  const onFault = vi.fn();
  const broken = (): never => {
    throw new Error('a bug');
  };
  const ran = await ranOf(reserved(), broken, onFault);
  expect(ran?.outcome).toMatchObject({ status: 'FAILED', code: 'INTERNAL' });
  expect(onFault).toHaveBeenCalledOnce();
});

/** A generation that requests JSON. */
function asJson(): Reserved {
  const { request, ...facts } = reserved();
  if (request.call.type !== 'chat') throw new Error('The sample is a chat.');
  return { ...facts, request: { ...request, call: { ...request.call, responseFormat: { type: 'json' } } } };
}

const ended = (changes: Parameters<typeof sampleAttempt>[0]): ExecutionEvent => ({
  type: 'completed',
  attempt: sampleAttempt(changes),
});

it('does not request JSON again that the output limit cut, and names the limit', async () => {
  const execute = vi.fn(async function* (): AsyncGenerator<readonly ExecutionEvent[]> {
    yield [{ type: 'text-delta', text: '{"a":[1,' }, ended({ finishReason: 'length' })];
  });
  const ran = await ranOf(asJson(), execute);
  expect(ran?.outcome).toMatchObject({ status: 'FAILED', code: 'INVALID_RESPONSE' });
  expect(ran?.outcome).toHaveProperty('message', expect.stringMatching(/output limit/));
  expect(execute).toHaveBeenCalledOnce();
});

it('does not call a model again that has left the policy', async () => {
  const execute = vi.fn(async function* (): AsyncGenerator<readonly ExecutionEvent[]> {
    yield [{ type: 'text-delta', text: 'no JSON' }, ended({ modelId: 'openai/gone' })];
  });
  const state = asJson();
  const ran = await ranOf({ ...state, rules: withModel(state.rules, buildModel('openai/gone')) }, execute);
  expect(ran?.outcome).toMatchObject({ status: 'FAILED', code: 'INVALID_RESPONSE' });
  expect(execute).toHaveBeenCalledOnce();
});

it.each<[string, ExecutionEvent, ExecutionEvent]>([
  ['a refusal', { type: 'refusal-delta', text: 'No.' }, ended({ finishReason: 'stop' })],
  ['text that was cut for its content', { type: 'text-delta', text: '{"a' }, ended({ finishReason: 'content-filter' })],
  ['JSON in prose', { type: 'text-delta', text: 'So: {"a":1,}' }, ended({ finishReason: 'stop' })],
])('%s completes a generation that requests JSON, in one call', async (_, event, end) => {
  const execute = vi.fn(async function* (): AsyncGenerator<readonly ExecutionEvent[]> {
    yield [event, end];
  });
  const ran = await ranOf(asJson(), execute);
  expect(ran?.outcome).toEqual({ status: 'COMPLETED' });
  expect(execute).toHaveBeenCalledOnce();
});
