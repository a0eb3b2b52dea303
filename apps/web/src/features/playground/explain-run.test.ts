import { expect, test } from 'vitest';
import { explainPlan, explainRun } from './explain-run.ts';
import completed from './fixtures/completed.json' with { type: 'json' };
import fellBack from './fixtures/fell-back.json' with { type: 'json' };
import { reduceRun } from './reduce-run.ts';
import type { Route } from './route.ts';
import type { RunEvent } from './run-documents.ts';
import { type RunState, startRun } from './run-state.ts';
import { readRecording } from './testing/read-recording.ts';

const play = (events: readonly RunEvent[]) =>
  events.reduce<RunState>((run, event) => reduceRun(run, { type: 'event', event, atMs: 0 }), startRun(0));
const direct = play(readRecording(completed));
const { plan } = direct;
if (!plan) throw new Error('The recording has no plan.');

const model = (id: string): Route => ({ type: 'model', id });
const auto: Route = { type: 'strategy', strategy: null };

test('the plan explains the model that a strategy chose', () => {
  const id = direct.servedBy ?? '';
  const reason = plan.candidates[0]?.reason;
  expect(explainRun(direct, auto)).toEqual({ text: `${id} answered: ${reason}.`, isOtherModel: false });
  expect(explainPlan(plan, auto)).toEqual({ text: `${id} answers: ${reason}.`, isOtherModel: false });
  expect(explainRun(direct, model(id.split('/')[1] ?? ''))?.isOtherModel).toBe(false);
});

test('another model than the requested one is named with the reason, before and after the run', () => {
  const exclusions = [{ modelId: 'acme/big', rule: 'not-configured', reason: 'Set ACME_API_KEY.' }];
  const without = { ...plan, exclusions };
  expect(explainPlan(without, model('acme/big'))).toEqual({
    text: `${direct.servedBy} answers instead of acme/big: set ACME_API_KEY.`,
    isOtherModel: true,
  });
  expect(explainRun({ ...direct, plan: without }, model('big'))).toEqual({
    text: `${direct.servedBy} answered instead of big: set ACME_API_KEY.`,
    isOtherModel: true,
  });
});

test('models that failed before are named with the reason', () => {
  const run = play(readRecording(fellBack));
  const asked = run.attempts[0]?.model ?? '';
  expect(explainRun(run, model(asked))).toEqual({
    text: expect.stringMatching(
      /^sim\/good answered instead of sim\/\S+: sim\/\S+ failed \(the provider is overloaded\)/,
    ),
    isOtherModel: true,
  });
});

test('models that failed before the chosen model are named too', () => {
  const text = explainRun(play(readRecording(fellBack)), auto)?.text;
  expect(text).toMatch(/^sim\/good answered after sim\/\S+ failed \(the provider is overloaded\)/);
});

test('there is no explanation before the end, after a failure, and without candidates', () => {
  expect(explainRun(startRun(0), auto)).toBeNull();
  expect(explainRun({ ...direct, phase: 'failed' }, auto)).toBeNull();
  expect(explainPlan({ ...plan, candidates: [] }, auto)).toBeNull();
});
