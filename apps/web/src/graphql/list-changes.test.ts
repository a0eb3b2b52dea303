import { expect, test } from 'vitest';
import { addChanges, type Changes, isOutdated } from './list-changes.ts';

type Listed = { id: string; name: string };
const lists = ['budgets'];
const eventOf = (budgets: readonly Listed[], removed: readonly string[] = [], snapshot = false) => ({
  budgets: { snapshot, budgets, alerts: budgets.map(({ id, name }) => ({ id, name })), removed },
});
const answerOf = (...budgets: readonly object[]) => ({ budgets, models: [{ id: 'acme/one' }] });
const a = { id: 'a', name: 'A', spentUsd: '1', forecast: { spentUsd: '2' } };
const b = { id: 'b', name: 'B', spentUsd: '1', forecast: null };

test.each([
  ['has the same state', answerOf(a, b), eventOf([a]), false],
  ['has other fields of the same state', answerOf({ id: 'a', spentUsd: '1' }), eventOf([a]), false],
  ['has an inner object with other fields', answerOf({ ...a, forecast: { fullAt: null } }), eventOf([a]), false],
  ['has another state', answerOf({ ...a, spentUsd: '0' }), eventOf([a]), true],
  ['has a value that was null', answerOf({ ...b, forecast: { spentUsd: '1' } }), eventOf([b]), true],
  ['lacks a new object', answerOf(a), eventOf([a, b]), true],
  ['lacks a removed object', answerOf(a), eventOf([], ['b']), false],
  ['has a removed object', answerOf(a, b), eventOf([], ['b']), true],
  ['has the objects of the whole list', answerOf(a, b), eventOf([a, b], [], true), false],
  ['has an object that the whole list lacks', answerOf(a, b), eventOf([a], [], true), true],
  ['has an object while the whole list is empty', answerOf(a), eventOf([], [], true), true],
])('tells whether an answer is outdated that %s', (_, answer, event, expected) => {
  expect(isOutdated(answer, addChanges(undefined, event), lists)).toBe(expected);
});

test('the newest of several changes counts', () => {
  const isOld = (answer: unknown, changes: Changes) => isOutdated(answer, changes, lists);
  const removed = addChanges(addChanges(undefined, eventOf([b])), eventOf([], ['b']));
  expect([isOld(answerOf(a), removed), isOld(answerOf(a, b), removed)]).toEqual([false, true]);
  const back = addChanges(removed, eventOf([b]));
  expect([isOld(answerOf(a), back), isOld(answerOf(a, b), back)]).toEqual([true, false]);
});

test('changes after an event with the whole list count too', () => {
  const isOld = (answer: unknown, changes: Changes) => isOutdated(answer, changes, lists);
  const whole = addChanges(undefined, eventOf([a], [], true));
  const grown = addChanges(whole, eventOf([b]));
  expect([isOld(answerOf(a), grown), isOld(answerOf(a, b), grown)]).toEqual([true, false]);
  const shrunk = addChanges(grown, eventOf([], ['a']));
  expect([isOld(answerOf(b), shrunk), isOld(answerOf(a, b), shrunk)]).toEqual([false, true]);
});

test('an older event with the whole list does not hide a change', () => {
  const changes = addChanges(addChanges(undefined, eventOf([b])), eventOf([a], [], true));
  expect(isOutdated(answerOf(a), changes, lists)).toBe(true);
});
