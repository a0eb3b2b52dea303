import {
  type CallOptions,
  callerLeft,
  createProviderError,
  drainOnAbortMs,
  type StreamEvent,
} from '@penstock/providers';
import { answerScript, failingScript, type Script, silentScript, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { storyOf } from '../testing/read-events.ts';
import type { ExecutionEvent } from './execution-event.ts';

const stageOf = (script: Script): ExecutionStage =>
  new ExecutionStage({ models: [buildModel('a/one')], script: () => script });
const hanging: Script = [...textSteps(['Once ']), { type: 'hang' }];

describe('executePlan, when the caller leaves', () => {
  it('ends as cancelled at once, with the record of the attempt', async () => {
    const stage = stageOf(hanging);
    const reading = stage.execute();
    await reading.next();
    await reading.next();
    const pending = reading.next();
    stage.controller.abort(new Error('gone'));
    expect((await pending).value).toMatchObject([
      {
        type: 'cancelled',
        attempt: {
          outcome: 'cancelled',
          errorKind: null,
          errorMessage: null,
          counted: { prefillTokens: 0, outputTokens: 3, reasoningTokens: 0 },
        },
      },
    ]);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(stage.adapters.get('a')?.calls[0]?.state).toBe('aborted');
    expect(stage.results).toEqual([{ modelId: 'a/one', result: { type: 'neutral' } }]);
    expect(stage.clock.waiting).toBe(0);
  });

  it('waits only a moment for an upstream that ignores the abort', async () => {
    const stage = stageOf([]);
    const deaf = { next: () => new Promise<never>(() => {}) };
    stage.services.adapters = {
      adapterFor: () => ({
        providerId: 'a',
        stream: () => ({ [Symbol.asyncIterator]: () => deaf }),
        listModels: async () => [],
        close: async () => {},
      }),
    };
    const reading = stage.execute();
    await reading.next();
    const pending = reading.next();
    stage.controller.abort();
    await stage.clock.advance(drainOnAbortMs);
    expect((await pending).value).toMatchObject([{ type: 'cancelled' }]);
    expect(stage.clock.waiting).toBe(0);
  });

  it('counts output after the abort, and does not send it', async () => {
    const stage = stageOf([]);
    const pieces = ['one', ' two', ' three'];
    const listening = async function* (_: unknown, { signal }: CallOptions): AsyncGenerator<readonly StreamEvent[]> {
      yield [{ type: 'start', responseId: 'r', servedModel: null }];
      for (const text of pieces) yield [{ type: 'text-delta', text }];
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      expect(signal.reason).toBe(callerLeft);
      yield [{ type: 'text-delta', text: ' four' }];
      throw signal.reason;
    };
    stage.services.adapters = {
      adapterFor: () => ({
        providerId: 'a',
        stream: listening,
        listModels: async () => [],
        close: async () => {},
      }),
    };
    const reading = stage.execute();
    // The events so far: started, one, two. The third piece is requested only after the caller leaves.
    for (let pulls = 0; pulls < 3; pulls += 1) await reading.next();
    stage.controller.abort();
    expect((await reading.next()).value).toMatchObject([
      { type: 'cancelled', attempt: { outcome: 'cancelled', counted: { outputTokens: 4 + 1 } } },
    ]);
  });

  it('aborts the upstream when the iterator is returned', async () => {
    const stage = stageOf(hanging);
    for await (const batch of stage.execute()) if (batch[0]?.type === 'text-delta') break;
    expect(stage.adapters.get('a')?.calls[0]?.state).toBe('aborted');
    expect(stage.results).toEqual([{ modelId: 'a/one', result: { type: 'neutral' } }]);
    expect(stage.clock.waiting).toBe(0);
  });

  it('may be returned before the first request', async () => {
    const stage = stageOf(hanging);
    const reading = stage.execute();
    expect(await reading.return?.()).toEqual({ done: true, value: undefined });
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(stage.calls).toEqual([]);
  });

  it('calls no model if the caller left before', async () => {
    const stage = stageOf(hanging);
    stage.controller.abort();
    expect(storyOf(await stage.run())).toEqual(['cancelled between attempts']);
    expect(stage.calls).toEqual([]);
    expect(stage.results).toEqual([]);
  });

  it('ends at once during a pause before a retry', async () => {
    const overloaded = createProviderError('overloaded', { providerId: 'a', message: 'Full.' });
    const stage = stageOf(failingScript(overloaded));
    const events: ExecutionEvent[] = [];
    const reading = (async () => {
      for await (const batch of stage.execute()) events.push(...batch);
    })();
    await stage.clock.advance(50);
    stage.controller.abort();
    await reading;
    expect(storyOf(events)).toEqual(['start a/one', 'fail a/one overloaded > a/one', 'cancelled between attempts']);
    expect(stage.calls).toHaveLength(1);
  });

  it("returns the permit when the caller leaves during the breaker's check", async () => {
    const stage = stageOf(silentScript);
    const { enter } = stage.services.breakers;
    stage.services.breakers = {
      ...stage.services.breakers,
      enter: async (modelId) => {
        stage.controller.abort();
        return enter(modelId);
      },
    };
    expect(storyOf(await stage.run())).toEqual(['cancelled between attempts']);
    expect(stage.results).toEqual([{ modelId: 'a/one', result: { type: 'neutral' } }]);
    expect(stage.calls).toEqual([]);
    expect(stage.clock.waiting).toBe(0);
  });

  it('removes its listener from the signal of the caller', async () => {
    const stage = stageOf(answerScript(['Hi']));
    const { signal } = stage.controller;
    let listeners = 0;
    const counting = new Proxy(signal, {
      get(target, key) {
        if (key === 'addEventListener') listeners += 1;
        if (key === 'removeEventListener') listeners -= 1;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await stage.run({ signal: counting });
    expect(listeners).toBe(0);
  });
});
