import { type FinishEvent, noTokens, type StreamEvent } from '@penstock/providers';
import { answerScript, finishStep, type ScriptStep, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import type { ExecutionEvent } from './execution-event.ts';

const limit = 65_536 + 32 * 10;
const one = { ...buildModel('a/one'), maxOutputTokens: 10 };
const two = { ...buildModel('b/two'), maxOutputTokens: 1_000_000 };

function textOf(events: readonly ExecutionEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

function step(...events: StreamEvent[]): ScriptStep {
  return { type: 'batch', events };
}

/** A piece of an answer, repeated. */
function endless(piece: StreamEvent, times = 100): readonly ScriptStep[] {
  return [...textSteps(['x']), ...Array.from({ length: times }, () => step(piece)), { type: 'hang' }];
}

describe('executePlan, with a model that does not stop', () => {
  it.each<[string, StreamEvent]>([
    ['text', { type: 'text-delta', text: 'word '.repeat(1_000) }],
    ['reasoning', { type: 'reasoning-delta', text: 'hm, '.repeat(1_000) }],
    ['arguments', { type: 'tool-call-delta', index: 0, argumentsText: '[[[['.repeat(1_000) }],
    ['one piece beyond all bounds', { type: 'text-delta', text: 'w'.repeat(1_000_000) }],
  ])('cuts %s, counts the output, and does not call it again', async (_, piece) => {
    const stage = new ExecutionStage({ models: [one], script: () => endless(piece) });
    const events = await stage.run();
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    const failed = events.find((event) => event.type === 'attempt-failed');
    expect(failed?.attempt).toMatchObject({
      errorKind: 'protocol',
      errorMessage: `a/one wrote more than its limit of tokens allows (65,856 characters), so its answer was cut.`,
      usage: null,
    });
    const { outputTokens = 0, reasoningTokens = 0 } = failed?.attempt.counted ?? {};
    expect(outputTokens + reasoningTokens).toBeGreaterThan(1_000);
    expect(textOf(events).length).toBeLessThanOrEqual(limit);
    expect(stage.calls).toHaveLength(1);
  });

  it('counts tiny pieces of tool calls as more than their letters', async () => {
    const piece: StreamEvent = { type: 'tool-call-delta', index: 0, argumentsText: '[' };
    const stage = new ExecutionStage({ models: [one], script: () => endless(piece, 10_000) });
    const deltas = (await stage.run()).filter((event) => event.type === 'tool-call-delta');
    expect(deltas.length).toBeLessThanOrEqual(limit / 16);
  });

  it('counts at most as many tokens as the limit that ended the answer', async () => {
    const countOf = async (reason: 'length' | 'stop') => {
      const script = () => [...textSteps(['szpital '.repeat(20)]), finishStep({ reason, usage: null })];
      const end = (await new ExecutionStage({ models: [one], script }).run()).at(-1);
      return end?.type === 'completed' ? end.attempt.counted?.outputTokens : undefined;
    };
    expect(await countOf('length')).toBe(10);
    expect(await countOf('stop')).toBeGreaterThan(20);
  });

  it('another model continues the sent text', async () => {
    const text = 'x'.repeat(60_000);
    const stage = new ExecutionStage({
      models: [one, two],
      script: (modelId) =>
        modelId === 'a/one' ? [...textSteps([text, text]), { type: 'hang' }] : answerScript([text, ' and the rest']),
    });
    const events = await stage.run();
    expect(events.at(-1)).toMatchObject({ type: 'completed', attempt: { modelId: 'b/two' } });
    expect(textOf(events)).toBe(`${text} and the rest`);
  });

  it('sends at most the bound of one generation, over all attempts', async () => {
    const text = 'x'.repeat(60_000);
    const stage = new ExecutionStage({
      models: [one, two],
      script: () => [...textSteps([text, text, text]), { type: 'hang' }],
    });
    stage.services.generationCharacters = 100_000;
    const events = await stage.run();
    expect(textOf(events).length).toBeLessThanOrEqual(100_000);
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    expect(events.findLast((event) => event.type === 'attempt-failed')?.attempt.errorMessage).toMatch(
      /^b\/two wrote more than one generation may send \(40,000 characters were left\)/,
    );
  });
});

describe('executePlan, with an impossible usage', () => {
  async function recordOf(finish: Partial<FinishEvent>, promptUsage = noTokens) {
    const start: StreamEvent = { type: 'start', responseId: 'r'.repeat(5_000), servedModel: null, promptUsage };
    const stage = new ExecutionStage({
      models: [one],
      script: () => [step(start, { type: 'text-delta', text: 'A river runs.' }), finishStep(finish)],
    });
    const last = (await stage.run({ inputTokens: 4 })).at(-1);
    if (last?.type !== 'completed') throw new Error('It did not complete.');
    return last.attempt;
  }

  it('accepts the possible half', async () => {
    const usage = { ...noTokens, inputTokens: 1e15, outputTokens: 5 };
    expect(await recordOf({ usage })).toMatchObject({
      usage: null,
      promptUsage: null,
      counted: { outputTokens: 5, reasoningTokens: 0 },
    });
    const other = await recordOf({ usage: { ...noTokens, inputTokens: 7, outputTokens: Number.NaN } });
    expect(other).toMatchObject({ usage: null, promptUsage: { inputTokens: 7 } });
    expect(other.counted?.outputTokens).toBeGreaterThan(2);
  });

  it('rejects an impossible prompt count from the start event', async () => {
    const usage = { ...noTokens, inputTokens: -1, outputTokens: 5 };
    expect(await recordOf({ usage }, { ...noTokens, inputTokens: 1e15 })).toMatchObject({ promptUsage: null });
  });

  it('keeps only ids, reasons and usage objects of an ordinary size', async () => {
    const record = await recordOf({ rawReason: 's'.repeat(5_000), rawUsage: { note: 'x'.repeat(50_000) } });
    expect(record.responseId).toHaveLength(256);
    expect(record.rawFinishReason).toHaveLength(256);
    expect(record.rawUsage).toBeNull();
  });
});
