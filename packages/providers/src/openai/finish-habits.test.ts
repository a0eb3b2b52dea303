import { expect, it } from 'vitest';
import { FinishHabits } from './finish-habits.ts';

it('knows the models that have given a reason, and keeps a bounded number of them', () => {
  const habits = new FinishHabits();
  habits.note('a');
  expect([habits.givesReasons('a'), habits.givesReasons('b')]).toEqual([true, false]);
  for (let model = 0; model < 2_000; model++) habits.note(`m${model}`);
  expect([habits.givesReasons('m100'), habits.givesReasons('m1500')]).toEqual([true, false]);
});
