import { createProviderError, type ProviderErrorKind } from '@penstock/providers';
import {
  answerScript,
  brokenScript,
  failingScript,
  finishStep,
  type Script,
  textSteps,
} from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage, type StageOptions } from '../testing/execution-stage.ts';
import { storyOf, textHeldBy } from '../testing/read-events.ts';
import { countOutputTokens } from '../tokens/count-input-tokens.ts';

const error = (kind: ProviderErrorKind): Error =>
  createProviderError(kind, { providerId: 'a', message: `It is ${kind}.` });
const cut = (...pieces: string[]): Script => brokenScript(pieces, error('stream-cut'));
const prefilling = buildModel('b/two', { takesPrefill: true });

function stageOf(scripts: Record<string, Script>, options: Partial<StageOptions> = {}): ExecutionStage {
  const models = options.models ?? Object.keys(scripts).map((id) => buildModel(id));
  return new ExecutionStage({ script: (modelId) => scripts[modelId] ?? [], ...options, models });
}

describe('executePlan, when a stream breaks', () => {
  it('the next model continues the text so far, if it supports prefill', async () => {
    const models = [buildModel('a/one'), prefilling];
    const stage = stageOf({ 'a/one': cut('Once ', 'upon '), 'b/two': answerScript(['a', ' time.']) }, { models });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Once upon a time.');
    expect(storyOf(events)).toEqual([
      'start a/one',
      'fail a/one stream-cut > b/two',
      'start b/two',
      'continued b/two',
      'completed b/two',
    ]);
    expect(stage.calls[1]?.request.prefill).toBe('Once upon');
  });

  it('continues after the repetition if the new text repeats the old text', async () => {
    const stage = stageOf({ 'a/one': cut('Once ', 'upon '), 'b/two': answerScript(['Once up', 'on a', ' time.']) });
    const events = await stage.run();
    expect(events.filter((event) => event.type === 'text-delta').map((event) => event.text)).toEqual([
      'Once ',
      'upon ',
      'a',
      ' time.',
    ]);
    expect(storyOf(events)).toContain('continued b/two');
    expect(stage.calls[1]?.request.prefill).toBeNull();
  });

  it("restarts the caller's text if the new text does not repeat it", async () => {
    const stage = stageOf({ 'a/one': cut('Once ', 'upon '), 'b/two': answerScript(['Once there', ' was.']) });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Once there was.');
    expect(storyOf(events)).toContain('restarted b/two');
  });

  it('a silence in the middle is a break', async () => {
    const silent: Script = [...textSteps(['Once ']), { type: 'hang' }];
    const stage = stageOf({ 'a/one': silent, 'b/two': answerScript(['Once more.']) });
    expect(textHeldBy(await stage.run())).toBe('Once more.');
    expect(stage.calls[1]?.atMs).toBe(15_000);
  });

  it('a slow caller does not count as silence of the upstream', async () => {
    const stage = stageOf({ 'a/one': answerScript(['Once ', 'more.']) });
    const reading = stage.execute();
    await reading.next();
    await reading.next();
    await stage.clock.advance(40_000);
    expect((await reading.next()).value).toEqual([{ type: 'text-delta', text: 'more.' }]);
  });

  it('an end without a finish reason is a break', async () => {
    const stage = stageOf({ 'a/one': textSteps(['Once ']), 'b/two': answerScript(['Once more.']) });
    expect(textHeldBy(await stage.run())).toBe('Once more.');
  });

  it('a tool call cannot be continued: the answer starts over', async () => {
    const calling: Script = [
      ...textSteps(['Let me see. ']),
      { type: 'batch', events: [{ type: 'tool-call-start', index: 0, id: 'c1', name: 'look' }] },
      { type: 'fail', error: error('stream-cut') },
    ];
    const models = [buildModel('a/one'), prefilling];
    const events = await stageOf({ 'a/one': calling, 'b/two': answerScript(['I know.']) }, { models }).run();
    expect(textHeldBy(events)).toBe('I know.');
    expect(storyOf(events)).toContain('restarted b/two');
  });

  it('JSON gets no prefill', async () => {
    const models = [buildModel('a/one'), prefilling];
    const scripts = { 'a/one': cut('{"a"'), 'b/two': answerScript(['{"a": 1}']) };
    const stage = stageOf(scripts, { models, template: { responseFormat: { type: 'json' } } });
    expect(textHeldBy(await stage.run())).toBe('{"a": 1}');
    expect(stage.calls[1]?.request.prefill).toBeNull();
  });

  it('a refused prefill is not reported: the model is called without it, and the refusal is remembered', async () => {
    const models = [buildModel('a/one'), prefilling];
    const script: StageOptions['script'] = (modelId, _, request) => {
      if (modelId === 'a/one') return cut('Once ');
      return request.prefill === null ? answerScript(['Once more.']) : failingScript(error('prefill-refused'));
    };
    const stage = stageOf({}, { models, script });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Once more.');
    expect(storyOf(events)).toEqual([
      'start a/one',
      'fail a/one stream-cut > b/two',
      'start b/two',
      'continued b/two',
      'completed b/two',
    ]);
    expect(JSON.stringify(events)).not.toContain('refused');
    expect(stage.calls).toHaveLength(3);
    expect(stage.evidence.map(({ outcome }) => outcome)).toEqual(['failed', 'succeeded']);

    await stage.run();
    expect(stage.calls.slice(3).map((call) => [call.modelId, call.request.prefill])).toEqual([
      ['a/one', null],
      ['b/two', null],
    ]);
  });

  it('a refused prefill is not tried again at once, even without a memory of it', async () => {
    const script: StageOptions['script'] = (modelId, _, request) => {
      if (modelId === 'a/one') return cut('Once ');
      return request.prefill === null ? answerScript(['Once more.']) : failingScript(error('prefill-refused'));
    };
    const stage = stageOf({}, { models: [buildModel('a/one'), prefilling], script });
    stage.services.prefillMemory = { hasRefused: () => false, remember: () => {} };
    expect(textHeldBy(await stage.run())).toBe('Once more.');
    expect(stage.calls).toHaveLength(3);
  });

  it('the only model continues its own text', async () => {
    const script: StageOptions['script'] = (_, number) => (number === 1 ? cut('Once ') : answerScript(['Once more.']));
    const events = await stageOf({}, { models: [buildModel('a/one')], script }).run();
    expect(textHeldBy(events)).toBe('Once more.');
    expect(storyOf(events)).toContain('continued a/one');
  });

  it('a third model continues the joined text of the first two', async () => {
    const models = [buildModel('a/one'), prefilling, buildModel('c/three', { takesPrefill: true })];
    const scripts = { 'a/one': cut('Once'), 'b/two': cut(' upon'), 'c/three': answerScript([' a time.']) };
    const stage = stageOf(scripts, { models });
    expect(textHeldBy(await stage.run())).toBe('Once upon a time.');
    expect(stage.calls[2]?.request.prefill).toBe('Once upon');
  });

  it('reasoning without text is void when another model answers', async () => {
    const thinking: Script = [
      { type: 'batch', events: [{ type: 'reasoning-delta', text: 'Hm.' }] },
      { type: 'fail', error: error('stream-cut') },
    ];
    const scripts = { 'a/one': thinking, 'b/two': answerScript(['Hi.']) };
    expect(storyOf(await stageOf(scripts).run())).toContain('restarted b/two');
    const strict = await stageOf(scripts, { mayRestart: false }).run();
    expect(storyOf(strict)).toContain('continued b/two');
    expect(textHeldBy(strict)).toBe('Hi.');
  });

  it('counts all output of a model, including repetitions, if the provider does not', async () => {
    const failed: Script = [...textSteps(['Once ', 'more.']), { type: 'fail', error: error('stream-cut') }];
    const events = await stageOf({ 'a/one': cut('Once '), 'b/two': failed, 'c/three': answerScript(['Once.']) }).run();
    const counted = events.flatMap((event) => (event.type === 'attempt-failed' ? [event.attempt.counted] : []));
    expect(counted).toEqual([
      { prefillTokens: 0, outputTokens: countOutputTokens('Once ', { name: 'one' }), reasoningTokens: 0 },
      { prefillTokens: 0, outputTokens: countOutputTokens('Once more.', { name: 'two' }), reasoningTokens: 0 },
    ]);
  });
});

describe('executePlan, if nothing can be taken back', () => {
  it('fails when no model continues the sent text', async () => {
    const scripts = { 'a/one': cut('Once '), 'b/two': answerScript(['Never.']), 'c/three': answerScript(['Nor me.']) };
    const stage = stageOf(scripts, { mayRestart: false });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Once ');
    expect(storyOf(events).at(-1)).toBe('failed ALL_MODELS_FAILED');
    expect(events.at(-1)).toMatchObject({
      error: { message: expect.stringMatching(/^The answer was cut, and no model could continue it: a\/one: It is/) },
    });
    expect(stage.adapters.get('b')?.calls[0]?.state).toBe('aborted');
    expect(stage.results.find(({ modelId }) => modelId === 'b/two')?.result).toEqual({ type: 'neutral' });
  });

  it('continues if the next model repeats the text', async () => {
    const scripts = {
      'a/one': cut('Once '),
      'b/two': answerScript(['Never.']),
      'c/three': answerScript(['Once more.']),
    };
    const events = await stageOf(scripts, { mayRestart: false }).run();
    expect(textHeldBy(events)).toBe('Once more.');
    expect(storyOf(events)).not.toContain('restarted c/three');
  });

  it('stops at a broken tool call', async () => {
    const calling: Script = [
      { type: 'batch', events: [{ type: 'tool-call-start', index: 0, id: 'c1', name: 'look' }] },
      { type: 'fail', error: error('stream-cut') },
    ];
    const stage = stageOf({ 'a/one': calling, 'b/two': [finishStep()] }, { mayRestart: false });
    expect(storyOf(await stage.run()).at(-1)).toBe('failed ALL_MODELS_FAILED');
    expect(stage.calls).toHaveLength(1);
  });
});
