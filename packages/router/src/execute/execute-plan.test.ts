import { createProviderError, type ProviderErrorKind } from '@penstock/providers';
import { answerScript, brokenScript, failingScript, type Script, silentScript } from '@penstock/providers/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage, stageModel, storyOf, textHeldBy } from '../testing/execution-stage.ts';

const failing = (kind: ProviderErrorKind, retryAfterMs: number | null = null): Script =>
  failingScript(createProviderError(kind, { providerId: 'a', message: `It is ${kind}.`, retryAfterMs }));

const a = stageModel('a/one');
const b = stageModel('b/two');

describe('executePlan', () => {
  it('passes an answer through as it came, then says that it is complete', async () => {
    const stage = new ExecutionStage({ models: [a, b], script: () => answerScript(['Hel', 'lo']) });
    const events = await stage.run();
    expect(storyOf(events)).toEqual(['start a/one', 'completed a/one']);
    expect(textHeldBy(events)).toBe('Hello');
    expect(stage.calls).toHaveLength(1);
  });

  it('goes to the next model after three calls with growing gaps when the first is overloaded for ever', async () => {
    const stage = new ExecutionStage({
      models: [a, b],
      script: (modelId) => (modelId === 'a/one' ? failing('overloaded') : answerScript(['Hello'])),
    });
    const events = await stage.run();
    expect(storyOf(events).at(-1)).toBe('completed b/two');
    expect(stage.calls.map((call) => call.modelId)).toEqual(['a/one', 'a/one', 'a/one', 'b/two']);
  });

  it('lets the next model restart what broke off', async () => {
    const cut = createProviderError('stream-cut', { providerId: 'a', message: 'Cut.' });
    const stage = new ExecutionStage({
      models: [a, b],
      script: (modelId) => (modelId === 'a/one' ? brokenScript(['Hel'], cut) : answerScript(['Good', ' day'])),
    });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Good day');
    expect(storyOf(events)).toContain('restarted b/two');
  });

  it('leaves a silent model alone', async () => {
    const stage = new ExecutionStage({
      models: [a, b],
      script: (modelId) => (modelId === 'a/one' ? silentScript : answerScript(['Hello'])),
    });
    expect(storyOf(await stage.run())).toEqual([
      'start a/one',
      'fail a/one timeout > b/two',
      'start b/two',
      'completed b/two',
    ]);
  });
});
