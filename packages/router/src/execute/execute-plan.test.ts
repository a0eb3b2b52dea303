import { createProviderError, type ProviderErrorKind } from '@penstock/providers';
import {
  answerScript,
  failingScript,
  finishStep,
  type Script,
  silentScript,
  textSteps,
} from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage, type StageOptions } from '../testing/execution-stage.ts';
import { storyOf, textHeldBy } from '../testing/read-events.ts';
import type { ExecutionEvent } from './execution-event.ts';

const a = buildModel('a/one');
const b = buildModel('b/two');

const error = (kind: ProviderErrorKind, retryAfterMs: number | null = null): Error =>
  createProviderError(kind, { providerId: 'a', message: `It is ${kind}.`, retryAfterMs });
const failing = (kind: ProviderErrorKind, retryAfterMs: number | null = null): Script =>
  failingScript(error(kind, retryAfterMs));
const answer = answerScript(['Hel', 'lo']);

/** A stage on which each model has one script for every call. */
function stageOf(scripts: Record<string, Script>, options: Partial<StageOptions> = {}): ExecutionStage {
  const models = options.models ?? Object.keys(scripts).map((id) => buildModel(id));
  return new ExecutionStage({ script: (modelId) => scripts[modelId] ?? [], ...options, models });
}

const callsOf = (stage: ExecutionStage): readonly string[] => stage.calls.map((call) => call.modelId);
const lastOf = (events: readonly ExecutionEvent[]): ExecutionEvent | undefined => events.at(-1);

describe('executePlan, when a provider fails before it answers', () => {
  it('429 with Retry-After: goes to the next, and does not call the first within that time', async () => {
    const stage = stageOf({ 'a/one': failing('rate-limit', 2_000), 'b/two': answer });
    const events = await stage.run();
    expect(storyOf(events)).toEqual(['start a/one', 'fail a/one rate-limit > b/two', 'start b/two', 'completed b/two']);
    expect(stage.clock.elapsedMs()).toBe(0);
    expect(stage.results[0]?.result).toEqual({ type: 'failed', retryAfterMs: 2_000, isRateLimit: true });
  });

  it('a model that its provider does not have: names the listed models', async () => {
    const unlisted = new Map([['a/one', "a lists 1 model ('two'), but not 'one': set upstream_name"]]);
    const stage = stageOf({ 'a/one': failing('model-not-found') }, { unlisted });
    expect(lastOf(await stage.run())).toMatchObject({
      type: 'failed',
      error: { message: expect.stringContaining("It is model-not-found; a lists 1 model ('two')") },
    });
    expect(stage.evidence[0]?.errorMessage).toMatch(/; a lists .*set upstream_name$/);
  });

  it('429 with Retry-After and no other model: waits that long', async () => {
    const stage = stageOf(
      {},
      { models: [a], script: (_, number) => (number === 1 ? failing('rate-limit', 2_000) : answer) },
    );
    expect(textHeldBy(await stage.run())).toBe('Hello');
    expect(stage.calls[1]?.atMs).toBeGreaterThanOrEqual(2_000);
  });

  it.each(['rate-limit', 'overloaded'] as const)(
    '%s for ever: three calls with growing gaps, then the next',
    async (kind) => {
      const stage = stageOf({ 'a/one': failing(kind), 'b/two': answer }, { random: Math.random });
      const events = await stage.run();
      expect(textHeldBy(events)).toBe('Hello');
      expect(callsOf(stage)).toEqual(['a/one', 'a/one', 'a/one', 'b/two']);
      const [first = 0, second = 0, third = 0] = stage.calls.map((call) => call.atMs);
      expect(second - first).toBeGreaterThan(0);
      expect(third - second).toBeGreaterThan(second - first);
      expect(stage.clock.elapsedMs()).toBeLessThan(2_000);
    },
  );

  it('500 once: one retry on the same model, which answers', async () => {
    const script: StageOptions['script'] = (_, number) => (number === 1 ? failing('server-error') : answer);
    const stage = stageOf({}, { models: [a, b], script });
    expect(storyOf(await stage.run())).toEqual([
      'start a/one',
      'fail a/one server-error > a/one',
      'start a/one',
      'completed a/one',
    ]);
  });

  it('health records an answer with its first token, however it ends', async () => {
    const cut: Script = [...textSteps(['Hel', 'lo']), { type: 'fail', error: error('stream-cut') }];
    const stage = stageOf({ 'a/one': cut, 'b/two': failing('overloaded') });
    await stage.run();
    expect(new Set(stage.begun)).toEqual(new Set(['a']));
    expect(stage.begun).toHaveLength(callsOf(stage).filter((id) => id === 'a/one').length);
  });

  it.each([
    ['no list', null],
    ['a list with something else in it', [{ type: 'text-delta', text: 'Hel' }, null]],
  ])('an adapter that yields %s: the next, and none of it is passed on', async (_, events) => {
    const stage = stageOf({ 'a/one': [{ type: 'batch', events: events as never }], 'b/two': answer });
    const told = await stage.run();
    expect(storyOf(told)).toEqual(['start a/one', 'fail a/one protocol > b/two', 'start b/two', 'completed b/two']);
    expect(textHeldBy(told)).toBe('Hello');
    expect(stage.adapters.get('a')?.calls[0]?.state).toBe('aborted');
  });

  it('a reset connection: once more, then the next', async () => {
    const stage = stageOf({ 'a/one': failing('connection'), 'b/two': answer });
    await stage.run();
    expect(callsOf(stage)).toEqual(['a/one', 'a/one', 'b/two']);
  });

  it('accepts and never answers: the first-token timeout, then the next; the silent model is not called again', async () => {
    const stage = stageOf({ 'a/one': silentScript, 'b/two': failing('server-error'), 'c/three': answer });
    const events = await stage.run();
    expect(callsOf(stage)).toEqual(['a/one', 'b/two', 'b/two', 'c/three']);
    expect(stage.calls[1]?.atMs).toBe(10_000);
    expect(events[1]).toMatchObject({ attempt: { errorMessage: 'a/one sent no token within 10000 ms.' } });
    expect(stage.adapters.get('a')?.calls[0]?.state).toBe('aborted');
  });

  it('sends the start, but no token: the same timeout', async () => {
    const stage = stageOf({ 'a/one': [...textSteps([]), { type: 'hang' }], 'b/two': answer });
    await stage.run();
    expect(stage.calls[1]?.atMs).toBe(10_000);
  });

  it('gives a model that reasons first more time', async () => {
    const slow: Script = [{ type: 'wait', ms: 20_000 }, ...answer];
    const thinking = stageOf({ 'a/one': slow }, { models: [buildModel('a/one', { thinksFirst: true }), b] });
    expect(storyOf(await thinking.run())).toEqual(['start a/one', 'completed a/one']);
    const plain = stageOf({ 'a/one': slow, 'b/two': answer });
    expect(storyOf(await plain.run()).at(-1)).toBe('completed b/two');
  });

  it('an answer without end: the total timeout', async () => {
    const endless = Array.from(
      { length: 100 },
      (): Script => [{ type: 'wait', ms: 9_000 }, ...textSteps(['x'])],
    ).flat();
    const stage = stageOf({ 'a/one': endless, 'b/two': answer });
    const events = await stage.run();
    expect(events.find((event) => event.type === 'attempt-failed')).toMatchObject({
      attempt: { errorMessage: 'a/one did not finish its answer within 600000 ms.', latencyMs: 600_000 },
    });
    expect(textHeldBy(events)).toBe('Hello');
  });

  it('context too long: no retry, and only a model with a larger window', async () => {
    const models = [a, b, buildModel('c/three', { contextWindow: a.contextWindow + 1 })];
    const stage = stageOf({ 'a/one': failing('context-length'), 'c/three': answer }, { models });
    await stage.run();
    expect(callsOf(stage)).toEqual(['a/one', 'c/three']);
    const without = stageOf({ 'a/one': failing('context-length') }, { models: [a, b] });
    expect(lastOf(await without.run())).toMatchObject({
      error: { code: 'CONTEXT_LENGTH_EXCEEDED', message: 'It is context-length.' },
    });
  });

  it('content filter: no retry, no rerouting, and the reason of the provider', async () => {
    const scripts = { 'a/one': failing('content-filter'), 'b/two': answer };
    const stage = stageOf(scripts);
    expect(lastOf(await stage.run())).toMatchObject({
      error: { code: 'CONTENT_FILTERED', message: 'It is content-filter.' },
    });
    expect(callsOf(stage)).toEqual(['a/one']);
    const asked = stageOf(scripts, { reroutesFiltered: true });
    expect(storyOf(await asked.run()).at(-1)).toBe('completed b/two');
  });

  it('text that the provider ended for its content is kept', async () => {
    const stage = stageOf({
      'a/one': [...textSteps(['Hel']), finishStep({ reason: 'content-filter', rawReason: 'SAFETY' })],
      'b/two': answer,
    });
    const events = await stage.run();
    expect(storyOf(events).at(-1)).toBe('completed a/one');
    expect(lastOf(events)).toMatchObject({ attempt: { finishReason: 'content-filter', rawFinishReason: 'SAFETY' } });
  });

  it('a refusal that comes at the end follows the text, and is a success', async () => {
    const stage = stageOf({ 'a/one': [...textSteps(['Hel']), finishStep({ rawReason: 'refusal', refusal: 'No.' })] });
    const events = await stage.run();
    expect(events).toContainEqual({ type: 'refusal-delta', text: 'No.' });
    expect(storyOf(events).at(-1)).toBe('completed a/one');
  });

  it('an answer without text that the provider ended for its content is a failure, but its usage counts', async () => {
    const stage = stageOf({
      'a/one': [...textSteps([]), finishStep({ reason: 'content-filter', rawReason: 'SAFETY' })],
      'b/two': answer,
    });
    const events = await stage.run();
    expect(storyOf(events)).toEqual(['start a/one', 'fail a/one content-filter > null', 'failed CONTENT_FILTERED']);
    expect(lastOf(events)).toMatchObject({
      error: {
        message: 'a/one cut its answer because of its content (SAFETY).',
        attempts: [{ usage: { inputTokens: 10 }, finishReason: 'content-filter', rawFinishReason: 'SAFETY' }],
      },
    });
  });

  it('bad credentials: no retry, the next, and health records it', async () => {
    const stage = stageOf({ 'a/one': failing('authentication'), 'b/two': answer });
    await stage.run();
    expect(callsOf(stage)).toEqual(['a/one', 'b/two']);
    expect(stage.evidence[0]).toMatchObject({ providerId: 'a', errorKind: 'authentication' });
    expect(stage.results[0]?.result).toEqual({ type: 'neutral' });
  });

  it('a request that every model refuses is the mistake of the caller, in the words of the provider', async () => {
    const stage = stageOf({ 'a/one': failing('bad-request'), 'b/two': failing('bad-request') });
    expect(lastOf(await stage.run())).toMatchObject({
      type: 'failed',
      error: { code: 'BAD_USER_INPUT', message: 'It is bad-request.' },
    });
    expect(callsOf(stage)).toEqual(['a/one', 'b/two']);
  });

  it('everything fails: names every attempt, and the models excluded for cost or capability', async () => {
    const stage = stageOf(
      { 'a/one': failing('server-error'), 'b/two': failing('authentication') },
      {
        exclusions: [
          {
            modelId: 'x/dear',
            reason: { code: 'cost-limit', figures: { costUsd: 2, limitUsd: 1, isWorstCase: true } },
          },
          { modelId: 'x/blind', reason: { code: 'capability', figures: { missing: ['vision'] } } },
          { modelId: 'x/off', reason: { code: 'inactive', figures: {} } },
        ],
      },
    );
    const events = await stage.run();
    expect(storyOf(events).at(-1)).toBe('failed ALL_MODELS_FAILED');
    expect(lastOf(events)).toMatchObject({
      error: {
        message:
          'No model answered: a/one: It is server-error (3 times); b/two: It is authentication; ' +
          'left out: x/dear (costs up to $2.00, the limit is $1.00), x/blind (lacks vision).',
        attempts: [{ number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }],
      },
    });
    expect(callsOf(stage)).toEqual(['a/one', 'a/one', 'b/two', 'a/one']);
  });

  it('has no model to try: names the excluded models', async () => {
    const exclusions = [{ modelId: 'x/dear', reason: { code: 'capability', figures: { missing: ['code'] } } }] as const;
    const stage = stageOf({}, { models: [], exclusions });
    expect(await stage.run()).toEqual([
      {
        type: 'failed',
        error: {
          code: 'NO_MODEL_AVAILABLE',
          message: 'No model can serve this request; left out: x/dear (lacks code).',
          attempts: [],
        },
      },
    ]);
  });

  it('treats a broken or missing adapter as a failed attempt', async () => {
    const stage = stageOf({ 'a/one': failingScript(new TypeError('undefined is not a function')), 'b/two': answer });
    stage.services.adapters = {
      adapterFor: (providerId) => {
        if (providerId === 'b') throw new Error("There is no provider 'b'.");
        return stageOf({ 'a/one': failingScript(new TypeError('x is not a function')) }).services.adapters.adapterFor(
          'a',
        );
      },
    };
    const events = await stage.run();
    expect(storyOf(events)).toEqual([
      'start a/one',
      'fail a/one protocol > b/two',
      'start b/two',
      'fail b/two protocol > null',
      'failed ALL_MODELS_FAILED',
    ]);
    expect(lastOf(events)).toMatchObject({ error: { message: expect.stringContaining("no provider 'b'") } });
  });

  it('tries another deployment of the model at once', async () => {
    const places = ['east', 'west'].map((id) => ({ id, providerId: id, upstreamName: 'one', weight: 1 }));
    const stage = new ExecutionStage({
      models: [buildModel('a/one', { deployments: places })],
      script: (modelId) => (modelId === 'east/one' ? failing('overloaded', 60_000) : answer),
    });
    const events = await stage.run();
    expect(textHeldBy(events)).toBe('Hello');
    expect(callsOf(stage)).toEqual(['east/one', 'west/one']);
    expect(stage.evidence.map(({ modelId, providerId }) => [modelId, providerId])).toEqual([
      ['a/one', 'east'],
      ['a/one', 'west'],
    ]);
    expect(lastOf(events)).toMatchObject({ attempt: { deploymentId: 'west', providerId: 'west' } });
    expect(stage.clock.elapsedMs()).toBe(0);
  });

  it('skips a model whose breaker is open, and reports it', async () => {
    const stage = stageOf({ 'a/one': answer, 'b/two': answer });
    const { enter } = stage.services.breakers;
    stage.services.breakers = {
      ...stage.services.breakers,
      enter: (modelId) =>
        modelId === 'a/one'
          ? { type: 'refused', because: 'open', retryAtMs: 1_003_000, isRateLimit: false }
          : enter(modelId),
    };
    const events = await stage.run();
    expect(storyOf(events)).toEqual(['fail a/one skipped > b/two', 'start b/two', 'completed b/two']);
    expect(events[0]).toMatchObject({
      attempt: {
        number: 1,
        errorMessage: 'a/one was not called: it has failed too often, and its breaker is open for 3000 ms more.',
      },
    });
  });
});
