import type { StreamEvent } from '@penstock/providers';
import { answerScript, finishStep, type Script, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { storyOf } from '../testing/read-events.ts';
import type { ExecutionEvent } from './execution-event.ts';

const answer = answerScript(['Hel', 'lo']);
const batch = (...events: StreamEvent[]): Script[number] => ({ type: 'batch', events });
const stageOf = (script: Script): ExecutionStage =>
  new ExecutionStage({ models: [buildModel('a/one'), buildModel('b/two')], script: () => script });

describe('executePlan, without failures', () => {
  it('passes batches on as the received arrays', async () => {
    const deltas: readonly StreamEvent[] = [
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'Hi' },
    ];
    const stage = stageOf([{ type: 'batch', events: deltas }, finishStep()]);
    const batches: (readonly ExecutionEvent[])[] = [];
    for await (const part of stage.execute()) batches.push(part);
    expect(batches[1]).toBe(deltas);
    expect(batches.map((part) => part.length)).toEqual([1, 2, 1]);
  });

  it('keeps other events of one read for the record', async () => {
    const stage = stageOf([
      batch({ type: 'start', responseId: 'r1', servedModel: 'one-2026' }, { type: 'text-delta', text: 'Hi' }),
      finishStep({ reason: 'length', rawReason: 'max_tokens', rawUsage: { tokens: 5 } }),
    ]);
    expect((await stage.run()).at(-1)).toMatchObject({
      type: 'completed',
      attempt: {
        number: 1,
        modelId: 'a/one',
        deploymentId: 'default',
        providerId: 'a',
        outcome: 'succeeded',
        errorKind: null,
        finishReason: 'length',
        rawFinishReason: 'max_tokens',
        rawUsage: { tokens: 5 },
        usage: { inputTokens: 10 },
        responseId: 'r1',
        servedModel: 'one-2026',
        promptUsage: null,
        counted: null,
      },
    });
  });

  it('measures the first token and the whole attempt on the clock', async () => {
    const stage = stageOf([{ type: 'wait', ms: 300 }, ...textSteps(['Hi']), { type: 'wait', ms: 200 }, finishStep()]);
    expect((await stage.run()).at(-1)).toMatchObject({ attempt: { firstTokenMs: 300, latencyMs: 500 } });
    expect(stage.evidence).toMatchObject([{ providerId: 'a', outcome: 'succeeded' }]);
    expect(stage.results).toEqual([{ modelId: 'a/one', result: { type: 'succeeded' } }]);
  });

  it('is complete with the finish event, without regard to later events of the upstream', async () => {
    const stage = stageOf([...answer, { type: 'hang' }]);
    const events = await stage.run();
    expect(storyOf(events)).toEqual(['start a/one', 'completed a/one']);
    expect(stage.clock.elapsedMs()).toBe(0);
    await stage.clock.advance(1_000);
    expect(stage.adapters.get('a')?.calls[0]?.state).toBe('aborted');
    expect(stage.clock.waiting).toBe(0);
  });

  it('leaves no timer behind', async () => {
    const stage = stageOf(answer);
    await stage.run();
    expect(stage.clock.waiting).toBe(0);
  });
});
