import { expect, test } from 'vitest';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import type { GenerationTrace } from '../generation-trace.ts';
import { composeStages } from './compose-stages.ts';
import { life } from './life.ts';
import { plan } from './plan.ts';
import { record } from './record.ts';
import { reserve } from './reserve.ts';
import type { Asked, Planned, Stage } from './stage.ts';
import { traceStages } from './trace-stages.ts';

function tracing(): { told: (string | number)[][]; trace: GenerationTrace } {
  const told: (string | number)[][] = [];
  const trace: GenerationTrace = {
    stageEnded: (...ended) => void told.push(ended),
    headersFor: () => ({}),
    attemptEnded: () => {},
    ended: () => {},
    refused: () => {},
  };
  return { told, trace };
}

test('a traced stage is reported with its own time only, and works as before', async () => {
  const { told, trace } = tracing();
  let nowMs = 100;
  const slowly: Stage<Planned, Planned> = async (state, next) => {
    nowMs += 50;
    await next(state);
  };
  const [traced] = traceStages([plan as Stage<never, unknown>], trace, () => (nowMs += 5));
  const ended: Planned[] = [];
  const run = composeStages<Asked, Planned>(
    [traced as Stage<never, unknown>, slowly],
    fakeStageTools(),
    async (state) => {
      ended.push(state);
    },
  );
  await run(askedFor());
  expect(told).toEqual([['plan', 105, 110]]);
  expect(ended).toHaveLength(1);
});

test('the stages plan, reserve and record of a life are traced', () => {
  const traced = traceStages(life, tracing().trace, Date.now);
  const changed = life.filter((stage, index) => traced[index] !== stage);
  expect(changed).toEqual([plan, reserve, record]);
});
