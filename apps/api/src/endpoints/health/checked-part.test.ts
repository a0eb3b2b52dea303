import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CheckedPart } from './checked-part.ts';

const limits = { longestMs: 60, promptMs: 20, countsMs: 60_000 };
const forever = new Promise<void>(() => {});

/** A part that gives these answers one after the other, and the number of its checks. */
function partOf(answers: readonly Promise<void>[], changes: Partial<typeof limits> = {}) {
  let asked = 0;
  const check = () => answers[asked++] ?? forever;
  return { part: new CheckedPart({ check }, { ...limits, ...changes }), asked: () => asked };
}

const broken = (): Promise<void> => {
  const answer = Promise.reject(new Error('It is gone.'));
  answer.catch(() => {});
  return answer;
};

test('returns the problem, and null if there is none', async () => {
  const { part } = partOf([Promise.resolve(), broken(), Promise.resolve()]);
  expect([await part.problem(), await part.problem(), await part.problem()]).toEqual([null, 'It is gone.', null]);
});

test('returns the last answer, good or bad, while the next one is late', async () => {
  const well = partOf([Promise.resolve(), forever]).part;
  expect([await well.problem(), await well.problem()]).toEqual([null, null]);
  const ill = partOf([broken(), forever]).part;
  expect([await ill.problem(), await ill.problem()]).toEqual(['It is gone.', 'It is gone.']);
});

test('does not return a last answer that is too old', async () => {
  const { part } = partOf([Promise.resolve(), forever], { countsMs: 100 });
  await part.problem();
  await sleep(110);
  expect(await part.problem()).toBe('No answer within 60 ms.');
});

test('has one check at a time, even a slow one', async () => {
  const late = sleep(200);
  const { part, asked } = partOf([Promise.resolve(), late, broken()]);
  for (let reads = 0; reads < 4; reads++) expect(await part.problem()).toBeNull();
  expect(asked()).toBe(2);
  await late;
  expect(await part.problem()).toBe('It is gone.');
});

test('reads an answer that arrived while this process stalled', async () => {
  const { part } = partOf([sleep(30)]);
  const reading = part.problem();
  const endMs = performance.now() + 120;
  while (performance.now() < endMs);
  expect(await reading).toBeNull();
});
