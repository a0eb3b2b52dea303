import type { ExecutionEvent } from '@penstock/router';
import { expect, it, vi } from 'vitest';
import { sampleAttempt, sampleGeneration } from '../../testing/sample-generation.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import type { LiveGeneration } from '../live-generation.ts';
import { run } from './run.ts';
import type { Ran, Reserved } from './stage.ts';

const completed: ExecutionEvent = { type: 'completed', attempt: sampleAttempt() };
const planned = { plan: sampleGeneration().plan, inputTokens: 7 };

function reserved(changes: Partial<Reserved> = {}): Reserved {
  return { ...askedFor(), planned, spending: null, ...changes };
}

async function ranOf(state: Reserved, execute: () => AsyncIterable<readonly ExecutionEvent[]>, onFault = vi.fn()) {
  const next = vi.fn(async (_: Ran): Promise<void> => {});
  await run(state, next, fakeStageTools({ execute, onFault }));
  return next.mock.calls[0]?.[0];
}

it('gives the generation to its starter before a model is called, and hands on how it ended', async () => {
  const order: string[] = [];
  const started = (live: LiveGeneration): void => void order.push(`started ${live.log.lastNumber}`);
  const ran = await ranOf(reserved({ started }), async function* () {
    order.push('called');
    yield [{ type: 'text-delta', text: 'Hello' }, completed];
  });
  expect(order).toEqual(['started 0', 'called']);
  expect(ran?.outcome).toEqual({ status: 'COMPLETED' });
  expect(ran?.live.textSoFar).toBe('Hello');
});

it('is over before it began where its starter refuses', async () => {
  const refuse = (): never => {
    throw new Error('shutting down');
  };
  const next = vi.fn(async (_: Ran): Promise<void> => {});
  await expect(run(reserved({ started: refuse }), next, fakeStageTools())).rejects.toThrow('shutting down');
  expect(next).not.toHaveBeenCalled();
});

it('ends an error that no stage expects as INTERNAL, and tells of it', async () => {
  const onFault = vi.fn();
  const broken = (): never => {
    throw new Error('a bug');
  };
  const ran = await ranOf(reserved(), broken, onFault);
  expect(ran?.outcome).toMatchObject({ status: 'FAILED', code: 'INTERNAL' });
  expect(onFault).toHaveBeenCalledOnce();
});
