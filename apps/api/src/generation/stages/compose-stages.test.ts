import { expect, it } from 'vitest';
import { fakeStageTools } from '../../testing/stage-tools.ts';
import { composeStages } from './compose-stages.ts';
import type { Stage } from './stage.ts';

it('runs stages in order, each with the output of the one before it, and returns in reverse', async () => {
  const order: string[] = [];
  const stage =
    (name: string): Stage<string, string> =>
    async (state, next) => {
      order.push(`${name} ${state}`);
      await next(state + name);
      order.push(name);
    };
  const run = composeStages<string, string>([stage('a'), stage('b')], fakeStageTools(), async (state) => {
    order.push(`last ${state}`);
  });
  await run('x');
  expect(order).toEqual(['a x', 'b xa', 'last xab', 'b', 'a']);
});

it('stops at the stage that refuses', async () => {
  const refuse: Stage<string, string> = () => Promise.reject(new Error('no'));
  const run = composeStages<string, string>([refuse], fakeStageTools(), () => Promise.reject(new Error('reached')));
  await expect(run('x')).rejects.toThrow('no');
});
