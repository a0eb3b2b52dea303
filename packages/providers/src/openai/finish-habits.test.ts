import { expect, it } from 'vitest';
import { FinishHabits } from './finish-habits.ts';

it('remembers the models that have given a reason, up to a maximum number', () => {
  const habits = new FinishHabits();
  habits.note('a');
  expect([habits.isWholeUnexplained('a'), habits.isWholeUnexplained('b')]).toEqual([false, true]);
  for (let model = 0; model < 2_000; model++) habits.note(`m${model}`);
  expect([habits.isWholeUnexplained('m100'), habits.isWholeUnexplained('m1500')]).toEqual([false, true]);
});
