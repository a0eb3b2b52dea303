import { answerScript, finishStep, type Script, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage, type StageOptions } from '../testing/execution-stage.ts';
import { storyOf } from '../testing/read-events.ts';

const words = answerScript(['I would look it up.']);
const refusal: Script = [
  ...textSteps([]),
  { type: 'batch', events: [{ type: 'refusal-delta', text: 'I will not.' }] },
  finishStep(),
];
const call: Script = [
  ...textSteps([]),
  {
    type: 'batch',
    events: [
      { type: 'tool-call-start', index: 0, id: 'c', name: 'look' },
      { type: 'tool-call-end', index: 0, id: 'c', name: 'look', arguments: '{}' },
    ],
  },
  finishStep({ reason: 'tool-calls' }),
];

function stageOf(script: StageOptions['script'], changes: Partial<StageOptions> = {}): ExecutionStage {
  const tools = [{ name: 'look', description: null, parameters: {} }];
  return new ExecutionStage({
    models: [buildModel('a/one'), buildModel('b/two')],
    script,
    template: { tools, toolChoice: { type: 'required' } },
    ...changes,
  });
}

describe('executePlan, if a tool call is required', () => {
  it('goes to the next model after text without a call, and replaces the text', async () => {
    const stage = stageOf((modelId) => (modelId === 'a/one' ? words : call));
    expect(storyOf(await stage.run())).toEqual([
      'start a/one',
      'fail a/one invalid-response > b/two',
      'start b/two',
      'restarted b/two',
      'completed b/two',
    ]);
    expect(stage.results).toMatchObject([{ result: { type: 'neutral' } }, { result: { type: 'succeeded' } }]);
  });

  it('fails if no model calls a tool, and at once if text cannot be taken back', async () => {
    const story = storyOf(await stageOf(() => words, { models: [buildModel('a/one')] }).run());
    expect(story.at(-1)).toBe('failed INVALID_RESPONSE');
    const streamed = stageOf(() => words, { mayRestart: false });
    expect(storyOf(await streamed.run())).toEqual([
      'start a/one',
      'fail a/one invalid-response > null',
      'failed INVALID_RESPONSE',
    ]);
  });

  it('accepts a refusal as an answer', async () => {
    expect(storyOf(await stageOf(() => refusal).run())).toEqual(['start a/one', 'completed a/one']);
  });
});
