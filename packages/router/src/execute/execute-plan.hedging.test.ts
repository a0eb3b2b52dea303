import { createProviderError } from '@penstock/providers';
import { answerScript, finishStep, type Script, silentScript, textSteps } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExecutionStage, type StageOptions } from '../testing/execution-stage.ts';
import { storyOf, textHeldBy } from '../testing/read-events.ts';
import type { DueAttempt } from './execute-options.ts';
import type { ExecutionEvent } from './execution-event.ts';

const after = (ms: number, script: Script): Script => [{ type: 'wait', ms }, ...script];
const answer = (text: string): Script => answerScript([text, '!']);
const failing: Script = [
  { type: 'fail', error: createProviderError('model-not-found', { providerId: 'a', message: 'It is not here.' }) },
];
const hedging = { afterMs: () => 500, throttle: { earn: () => {}, take: () => true } };
const models = ['a/one', 'b/two', 'c/three'].map((id) => buildModel(id));

function stageOf(scripts: Record<string, Script>, options: Partial<StageOptions> = {}): ExecutionStage {
  return new ExecutionStage({ models, script: (modelId) => scripts[modelId] ?? silentScript, ...options });
}

const statesOf = ({ adapters }: ExecutionStage): Record<string, string | undefined> =>
  Object.fromEntries([...adapters].map(([id, { calls }]) => [id, calls[0]?.state]));

describe('executePlan with hedging', () => {
  it.each<[string, Record<string, Script>, readonly string[], string]>([
    [
      'makes no second call where the first is in time',
      { 'a/one': after(499, answer('one')) },
      ['start a/one', 'completed a/one'],
      'one!',
    ],
    [
      'ends the late call when the second answers first',
      { 'a/one': after(5_000, answer('one')), 'b/two': after(100, answer('two')) },
      ['start a/one', 'hedge a/one after 500', 'start b/two', 'outrun a/one > b/two', 'completed b/two'],
      'two!',
    ],
    [
      'ends the second call when the late one answers first',
      { 'a/one': after(700, answer('one')), 'b/two': after(900, answer('two')) },
      ['start a/one', 'hedge a/one after 500', 'start b/two', 'outrun b/two > a/one', 'completed a/one'],
      'one!',
    ],
    [
      'goes on with the second where the first fails',
      { 'a/one': after(600, failing), 'b/two': after(900, answer('two')) },
      ['start a/one', 'hedge a/one after 500', 'start b/two', 'fail a/one model-not-found > b/two', 'completed b/two'],
      'two!',
    ],
    [
      'goes on with the first where the second fails',
      { 'a/one': after(2_000, answer('one')), 'b/two': failing },
      ['start a/one', 'hedge a/one after 500', 'start b/two', 'fail b/two model-not-found > a/one', 'completed a/one'],
      'one!',
    ],
    [
      'falls back where both fail, without another second call',
      { 'a/one': after(600, failing), 'b/two': after(600, failing), 'c/three': after(2_000, answer('three')) },
      [
        'start a/one',
        'hedge a/one after 500',
        'start b/two',
        'fail a/one model-not-found > b/two',
        'fail b/two model-not-found > c/three',
        'start c/three',
        'completed c/three',
      ],
      'three!',
    ],
    [
      'makes the second call beside a fallback, where the first failed in time',
      { 'a/one': failing, 'b/two': silentScript, 'c/three': answer('three') },
      [
        'start a/one',
        'fail a/one model-not-found > b/two',
        'start b/two',
        'hedge b/two after 500',
        'start c/three',
        'outrun b/two > c/three',
        'completed c/three',
      ],
      'three!',
    ],
    [
      'takes an answer without any text as one',
      { 'a/one': silentScript, 'b/two': [finishStep()] },
      ['start a/one', 'hedge a/one after 500', 'start b/two', 'outrun a/one > b/two', 'completed b/two'],
      '',
    ],
    [
      'lets the next model continue where the second breaks off in its answer',
      { 'a/one': silentScript, 'b/two': [...textSteps(['thr', 'ee']), ...failing], 'c/three': answer('three') },
      [
        'start a/one',
        'hedge a/one after 500',
        'start b/two',
        'outrun a/one > b/two',
        'fail b/two model-not-found > c/three',
        'start c/three',
        'continued c/three',
        'completed c/three',
      ],
      'three!',
    ],
  ])('%s', async (_, scripts, story, text) => {
    const stage = stageOf(scripts);
    const events = await stage.run({ hedging });
    expect(storyOf(events)).toEqual(story);
    expect(textHeldBy(events)).toBe(text);
    expect(stage.clock.waiting).toBe(0);
  });

  it('aborts the loser at once, reports its delay to health, and nothing to its breaker', async () => {
    const stage = stageOf({ 'b/two': after(100, [...textSteps(['two']), { type: 'wait', ms: 9_000 }, finishStep()]) });
    const reading = stage.execute({ hedging });
    await reading.next();
    const hedged = reading.next();
    await stage.clock.advance(500);
    expect((await hedged).value).toMatchObject([{ type: 'hedged' }, { type: 'attempt-started', number: 2 }]);
    const outrun = reading.next();
    await stage.clock.advance(100);
    expect(statesOf(stage)).toEqual({ a: 'aborted', b: 'open' });
    expect((await outrun).value).toMatchObject([
      { type: 'attempt-ended', attempt: { outcome: 'outrun', latencyMs: 600 } },
    ]);
    expect((await reading.next()).value).toEqual([{ type: 'text-delta', text: 'two' }]);
    await reading.return?.();
    expect(stage.results[0]).toEqual({ modelId: 'a/one', result: { type: 'neutral' } });
    expect(stage.evidence).toMatchObject([
      {
        modelId: 'a/one',
        outcome: 'outrun',
        errorKind: null,
        errorMessage: 'a/one had sent nothing after 500 ms, and b/two, which was also called, answered first.',
      },
    ]);
  });

  it('reports nothing to health about an outrun second call', async () => {
    const stage = stageOf({ 'a/one': after(510, answer('one')) });
    const events = await stage.run({ hedging });
    expect(events).toContainEqual(
      expect.objectContaining({
        attempt: expect.objectContaining({
          errorMessage: 'b/two was also called because a/one had sent nothing after 500 ms, but a/one answered first.',
        }),
      }),
    );
    expect(stage.evidence.map(({ modelId }) => modelId)).toEqual(['a/one']);
  });

  it('cancels both when the caller leaves, with both records', async () => {
    const stage = stageOf({});
    const reading = stage.execute({ hedging });
    await reading.next();
    const hedged = reading.next();
    await stage.clock.advance(500);
    await hedged;
    const events: ExecutionEvent[] = [];
    const rest = (async () => {
      for await (const batch of reading) events.push(...batch);
    })();
    stage.controller.abort();
    await stage.clock.runUntil(rest);
    expect(storyOf(events)).toEqual(['cancelled b/two > a/one', 'cancelled a/one']);
    expect(statesOf(stage)).toEqual({ a: 'aborted', b: 'aborted' });
    expect(stage.results.map(({ result }) => result.type)).toEqual(['neutral', 'neutral']);
    expect(stage.clock.waiting).toBe(0);
  });

  it('checks whether the budget covers both calls, and continues with one if it does not', async () => {
    const asked: DueAttempt[] = [];
    const stage = stageOf({ 'a/one': after(900, failing), 'b/two': answer('two') });
    const events = await stage.run({
      hedging,
      admit: async (attempt) => {
        asked.push(attempt);
        return attempt.beside === null ? { isAdmitted: true } : { isAdmitted: false, reason: 'too dear' };
      },
    });
    expect(storyOf(events)).toEqual([
      'start a/one',
      'fail b/two skipped > a/one',
      'fail a/one model-not-found > b/two',
      'start b/two',
      'completed b/two',
    ]);
    const [, skipped] = events;
    expect(skipped).toMatchObject({
      attempt: { number: 2, outcome: 'skipped', errorMessage: 'b/two was not called: too dear.' },
    });
    expect(asked.map(({ model, beside }) => [model.id, beside?.model.id])).toEqual([
      ['a/one', undefined],
      ['b/two', 'a/one'],
      ['b/two', undefined],
    ]);
  });

  it('does not delay an answer for a slow budget, and withdraws a late admission', async () => {
    const stage = stageOf({ 'a/one': after(600, answer('one')) });
    const admission = Promise.withResolvers<{ isAdmitted: true }>();
    let withdrawn = 0;
    const events = await stage.run({
      hedging,
      admit: ({ beside }) => (beside === null ? { isAdmitted: true } : admission.promise),
      withdraw: () => {
        withdrawn += 1;
      },
    });
    expect(storyOf(events)).toEqual(['start a/one', 'completed a/one']);
    expect(withdrawn).toBe(0);
    admission.resolve({ isAdmitted: true });
    await expect.poll(() => withdrawn).toBe(1);
  });

  it('makes no second call of a model without a closed breaker', async () => {
    const open = stageOf({ 'a/one': after(900, answer('one')) });
    open.services.breakers.read = () => ({ state: 'HALF_OPEN', retryAtMs: null, isRateLimit: false });
    expect(storyOf(await open.run({ hedging }))).toEqual(['start a/one', 'completed a/one']);
  });

  it('records why it makes no second call after too many, and reserves nothing for it', async () => {
    const asked: DueAttempt[] = [];
    const stage = stageOf({ 'a/one': after(900, answer('one')) });
    const events = await stage.run({
      hedging: { ...hedging, throttle: { earn: () => {}, take: () => false } },
      admit: (attempt) => {
        asked.push(attempt);
        return { isAdmitted: true };
      },
    });
    expect(storyOf(events)).toEqual(['start a/one', 'fail b/two skipped > a/one', 'completed a/one']);
    expect(events[1]).toMatchObject({
      attempt: {
        number: 2,
        outcome: 'skipped',
        errorMessage:
          'b/two was not called: at most one generation in ten may have a second call (ten in a burst), and this share is used up.',
      },
    });
    expect(asked.map(({ model }) => model.id)).toEqual(['a/one']);
  });

  it('prefers another deployment of the same model', async () => {
    const deployments = ['east', 'west'].map((id) => ({ id, providerId: id, upstreamName: 'one', weight: 1 }));
    const stage = new ExecutionStage({
      models: [buildModel('a/one', { deployments }), buildModel('b/two')],
      script: (modelId) => (modelId === 'west/one' ? answer('west') : silentScript),
    });
    const events = await stage.run({ hedging });
    expect(textHeldBy(events)).toBe('west!');
    expect(statesOf(stage)).toEqual({ east: 'aborted', west: 'ended' });
    expect(stage.evidence[0]?.errorMessage).toBe(
      'a/one (deployment east) had sent nothing after 500 ms, and a/one (deployment west), which was also called, answered first.',
    );
  });
});

/** The course of a call: the time to its first step, the time between its pieces, and its end. */
const course = fc.record({
  waitMs: fc.constantFrom(0, 400, 500, 501, 600, 900),
  gapMs: fc.constantFrom(0, 1, 100),
  pieces: fc.integer({ min: 0, max: 3 }),
  end: fc.constantFrom('finish' as const, 'fail' as const, 'hang' as const),
});

type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** Every piece names its model, so that a mixed answer is visible. */
function scriptOf(modelId: string, { waitMs, gapMs, pieces, end }: Course): Script {
  const texts = Array.from({ length: pieces }, () => modelId.slice(0, 1));
  const steps = textSteps(texts).flatMap((step): Script => [{ type: 'wait', ms: gapMs }, step]);
  const last: Script = end === 'finish' ? [finishStep()] : end === 'fail' ? failing : silentScript;
  return after(waitMs, [...steps, ...last]);
}

describe('executePlan with hedging, in any order of tokens and failures', () => {
  it('gives the whole answer of one call, and records every call once', async () => {
    const world = fc.record({
      courses: fc.array(course, { minLength: 3, maxLength: 3 }),
      leavesAfterMs: fc.option(fc.constantFrom(0, 499, 500, 550, 600)),
      admitMs: fc.constantFrom(0, 100, 400),
    });
    const property = fc.asyncProperty(world, async ({ courses, leavesAfterMs, admitMs }) => {
      const byModel = Object.fromEntries(models.map(({ id }, index) => [id, courses[index] as Course]));
      const stage = stageOf({}, { script: (id) => scriptOf(id, byModel[id] as Course) });
      let permits = 0;
      const { enter } = stage.services.breakers;
      stage.services.breakers.enter = (modelId) => {
        permits += 1;
        return enter(modelId);
      };
      if (leavesAfterMs !== null) stage.clock.after(leavesAfterMs, () => stage.controller.abort());
      const admit = async (): Promise<{ isAdmitted: true }> => {
        await stage.clock.sleep(admitMs, new AbortController().signal);
        return { isAdmitted: true };
      };
      const events = await stage.run({ hedging, admit, mayRestart: true });
      const last = events.at(-1);
      const records = events.flatMap((event) => ('attempt' in event && event.attempt !== null ? [event.attempt] : []));
      expect(records.map(({ number }) => number).sort()).toEqual(records.map((_, index) => index + 1));
      expect(records).toHaveLength(stage.calls.length);
      expect(stage.results).toHaveLength(permits);
      expect(events.filter(({ type }) => type === 'hedged').length).toBeLessThanOrEqual(1);
      for (const { calls } of stage.adapters.values()) {
        expect(calls.map(({ state }) => state)).not.toContain('open');
      }
      expect(new Set(textHeldBy(events)).size).toBeLessThanOrEqual(1);
      if (last?.type === 'completed') {
        const { pieces } = byModel[last.attempt.modelId] as Course;
        expect(textHeldBy(events)).toBe(last.attempt.modelId.slice(0, 1).repeat(pieces));
      }
    });
    await fc.assert(property, { numRuns: 600 });
  });
});
