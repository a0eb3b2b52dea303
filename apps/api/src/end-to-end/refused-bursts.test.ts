import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { type FaultyGeneration, faultyPolicy, runFaultyGenerations } from './faulty-generations.ts';

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 100, tokensPerSecond: 200 } }],
    policy: (simulator) => faultyPolicy((dialect) => simulator?.baseUrl(dialect) ?? '', 3_000),
  });
}, 60_000);
afterAll(() => service.close());

let requested = 0;
const beginningWith = (from: number, ...faults: string[]): FaultyGeneration => {
  requested += 1;
  return { number: requested, from, faults: faults.length === 0 ? {} : { [`model-${from}`]: faults } };
};
const ofEachModel = (count: number, ...faults: string[]): FaultyGeneration[] =>
  [0, 1, 2].flatMap((from) => Array.from({ length: count }, () => beginningWith(from, ...faults)));

test('a few refusals of every account, among many concurrent calls, exclude no provider', async () => {
  await runFaultyGenerations(service, ofEachModel(1), 3);
  // They are refused immediately, long before the first token of the others.
  const burst = [...ofEachModel(4, 'bad-credentials'), ...ofEachModel(20)];
  const outcomes = await runFaultyGenerations(service, burst, burst.length);
  expect(outcomes.filter(({ came }) => came !== 'whole')).toEqual([]);
  const after = await runFaultyGenerations(service, ofEachModel(5), 15);
  expect(after.filter(({ came }) => came !== 'whole')).toEqual([]);
  expect(service.simulator.requests().filter(({ status }) => status === 401 || status === 400)).toHaveLength(12);
}, 60_000);
