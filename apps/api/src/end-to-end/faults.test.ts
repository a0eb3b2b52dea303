import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { everyFault, fallbackDelays, faultyPolicy, runFaultyGenerations } from './faulty-generations.ts';

const generations = 1_000;

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 10, tokensPerSecond: 1_000 } }],
    policy: (simulator) => faultyPolicy((dialect) => simulator?.baseUrl(dialect) ?? '', 2_500),
  });
}, 60_000);
afterAll(() => service.close());

test('of 1,000 generations over three models with faults in a fifth of their calls, all are whole but where all three fail for good', async () => {
  const { model, faults, ...wishes } = everyFault;
  service.simulator.script(model, faults, wishes);
  const report = await runFaultyGenerations(service, { count: generations, atOnce: 50 });
  expect(report.truncated).toEqual([]);
  expect(report.repeated).toEqual([]);
  // All three models fail a call for good by chance: 0.09³, eight in ten thousand. Six in one run are one in thousands.
  expect(report.failed.map(({ end }) => end).slice(5)).toEqual([]);
  expect(report.whole + report.failed.length).toBe(generations);

  const calls = service.simulator.requests().filter((request) => request.model?.startsWith('model-') === true);
  const met = new Set(calls.map(({ fault }) => fault?.replace(/[ :].*/, '')));
  expect(calls.filter(({ fault }) => fault !== null).length).toBeGreaterThan(generations * 0.15);
  expect(met.size).toBeGreaterThan(20);
  expect(fallbackDelays(calls).length).toBeGreaterThan(50);
  expect(service.services.generations.runningCount()).toBe(0);
  await expect.poll(() => service.simulator.openStreams(), { timeout: 3_000 }).toBe(0);
}, 60_000);
