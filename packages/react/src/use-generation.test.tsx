// @vitest-environment happy-dom
import { type GenerateInput, type GenerationEvent, PenstockError, type StreamOptions } from '@penstock/client';
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useGeneration } from './use-generation.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
afterEach(cleanup);

type Run = {
  input: GenerateInput;
  options: StreamOptions;
  send(event: Partial<GenerationEvent>): Promise<void>;
  fail(error: unknown): Promise<void>;
};

type Step = () => Promise<IteratorResult<GenerationEvent, undefined>>;

/** A client whose answers the test writes. */
class ScriptedClient {
  readonly runs: Run[] = [];

  generate(input: GenerateInput, options: StreamOptions = {}): AsyncIterableIterator<GenerationEvent> {
    const steps: Step[] = [];
    const waiting: ((step: Step) => void)[] = [];
    const give = (step: Step): Promise<void> =>
      act(async () => {
        const take = waiting.shift();
        if (take === undefined) steps.push(step);
        else take(step);
      });
    this.runs.push({
      input,
      options,
      send: (event) => give(async () => ({ value: event as GenerationEvent, done: false })),
      fail: (error) => give(async () => Promise.reject(error)),
    });
    const nextStep = () =>
      new Promise<Step>((resolve) => (steps[0] ? resolve(steps.shift() as Step) : waiting.push(resolve)));
    const next = async () => (await nextStep())();
    const iterator = { next, [Symbol.asyncIterator]: () => iterator };
    return iterator;
  }
}

function renderGeneration() {
  const client = new ScriptedClient();
  const rendered = renderHook(() => useGeneration(client));
  const start = (prompt: string) => act(async () => rendered.result.current.start({ prompt }));
  const runAt = (index: number): Run => {
    const run = client.runs[index];
    if (run === undefined) throw new Error(`There is no run ${index}.`);
    return run;
  };
  return { ...rendered, client, start, runAt };
}

it('shows an answer as it arrives, and its end', async () => {
  const { result, start, runAt } = renderGeneration();
  expect(result.current).toMatchObject({ status: 'idle', text: '' });
  await start('Hello');
  expect(result.current.status).toBe('running');
  await runAt(0).send({ type: 'TextDelta', text: 'Hi ' });
  await runAt(0).send({ type: 'TextDelta', text: 'there' });
  expect(result.current).toMatchObject({ status: 'running', text: 'Hi there' });
  await runAt(0).send({ type: 'GenerationCompleted', generation: { id: 'g' } as never });
  expect(result.current).toMatchObject({ status: 'completed', text: 'Hi there', generation: { id: 'g' }, error: null });
});

it('shows that the connection is lost, and continues after the reconnection', async () => {
  const { result, start, runAt } = renderGeneration();
  await start('Hello');
  await runAt(0).send({ type: 'TextDelta', text: 'one' });
  await act(async () => runAt(0).options.onInterruption?.(true));
  expect(result.current).toMatchObject({ status: 'reconnecting', text: 'one' });
  await act(async () => runAt(0).options.onInterruption?.(false));
  await runAt(0).send({ type: 'TextDelta', text: ' two' });
  expect(result.current).toMatchObject({ status: 'running', text: 'one two' });
});

it('keeps the text of an answer that failed, with the error', async () => {
  const { result, start, runAt } = renderGeneration();
  await start('Hello');
  await runAt(0).send({ type: 'TextDelta', text: 'half' });
  await runAt(0).fail(new PenstockError('ALL_MODELS_FAILED', 'Every model failed.'));
  expect(result.current).toMatchObject({ status: 'failed', text: 'half', error: { code: 'ALL_MODELS_FAILED' } });
});

it('stops at once, and ignores later events of that answer', async () => {
  const { result, start, runAt } = renderGeneration();
  await start('Hello');
  await runAt(0).send({ type: 'TextDelta', text: 'half' });
  await act(async () => result.current.stop());
  expect(runAt(0).options.signal?.aborted).toBe(true);
  await runAt(0).send({ type: 'TextDelta', text: ' and more' });
  expect(result.current).toMatchObject({ status: 'stopped', text: 'half' });
});

it('stops the previous answer when another starts', async () => {
  const { result, start, runAt } = renderGeneration();
  await start('first');
  await start('second');
  expect(runAt(0).options.signal?.aborted).toBe(true);
  await runAt(0).send({ type: 'TextDelta', text: 'old' });
  await runAt(1).send({ type: 'TextDelta', text: 'new' });
  expect(result.current.text).toBe('new');
});

it('stops the answer when the component unmounts', async () => {
  const { start, runAt, unmount } = renderGeneration();
  await start('Hello');
  unmount();
  expect(runAt(0).options.signal?.aborted).toBe(true);
});
