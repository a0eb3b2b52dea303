import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { scheduleFaults } from './fault-schedule.ts';
import { callsByGeneration, faultyPolicy, type Outcome, runFaultyGenerations } from './faulty-generations.ts';

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 10, tokensPerSecond: 1_000 } }],
    policy: (simulator) => faultyPolicy((dialect) => simulator?.baseUrl(dialect) ?? '', 3_000),
  });
}, 60_000);
afterAll(() => service.close());

test('with faults of every kind, exactly the generations that no model can serve fail, and the others are complete', async () => {
  const { steps, failing } = scheduleFaults();
  const requested = steps.flat();
  const outcomes: Outcome[] = [];
  for (const step of steps) outcomes.push(...(await runFaultyGenerations(service, step, step.length)));

  const ends = outcomes
    .filter(({ came }) => came !== 'whole')
    .map(({ number, came, result }) => ({
      number,
      code: came === 'failed' && result.end.type === 'failed' ? result.end.code : came,
    }));
  expect(ends).toEqual(failing.toSorted((one, other) => one.number - other.number));
  expect(outcomes.length).toBe(requested.length);
  expect(requested.length).toBeGreaterThan(500);

  const requests = service.simulator.requests();
  const calls = callsByGeneration(requests);
  for (const { number, from, faults } of requested) {
    const [first] = calls.get(number) ?? [];
    const due = faults[`model-${from}`]?.[0] ?? null;
    expect(first).toMatchObject({ model: `model-${from}` });
    // The timed faults may have ended.
    if (due === null || !/^(down|flapping)/.test(due)) expect(first).toMatchObject({ fault: due });
  }
  const disturbed = requests.filter(({ fault }) => fault !== null);
  const kinds = new Set(disturbed.map(({ fault }) => fault?.replace(/:.*/, '')));
  expect(kinds.size).toBe(
    new Set(requested.flatMap(({ faults }) => Object.values(faults).flat().map(withoutNumber))).size,
  );
  expect(disturbed.length / requests.length).toBeGreaterThan(0.2);
  expect(service.services.generations.runningCount()).toBe(0);
  await expect.poll(() => service.simulator.openStreams(), { timeout: 3_000 }).toBe(0);
}, 120_000);

function withoutNumber(fault: string): string {
  return fault.replace(/:.*/, '');
}
