import { beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleCost, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { readDays } from './read-days.ts';

const today = Date.parse('2026-03-10T00:00:00Z');
const dayMs = 86_400_000;

function called(startedAtMs: number, workspaceId: string, modelId: string, totalUsd: number | null) {
  const cost = totalUsd === null ? null : { ...sampleCost, totalUsd };
  const attempts = [sampleAttempt({ startedAtMs, modelId, cost })];
  return sampleGeneration({ request: sampleRequest({ workspaceId }), attempts });
}

describeOnEachDatabase('the days of usage', (test) => {
  beforeAll(async () => {
    const ledger = await openTestLedger(test.database);
    const generations = [
      called(today - dayMs - 1, 'blue', 'a/1', 7),
      called(today - 1, 'blue', 'a/1', 0.1),
      called(today, 'blue', 'a/1', 0.1),
      called(today + 3_600_000, 'blue', 'a/1', 0.2),
      called(today + 1, 'red', 'a/1', 0.000_000_000_001),
      called(today + 2, 'red', 'b/1', null),
    ];
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  });

  async function read(workspaceId: string | null) {
    const days = await readDays(test.database.pool, today - dayMs, workspaceId);
    return days.map((each) => [
      (each.dayMs - today) / dayMs,
      each.modelId,
      each.figures.calls,
      each.figures.outputTokens,
      each.figures.costUsd,
      each.figures.unpricedCalls,
    ]);
  }

  it('are added up by model, the most expensive of a day first, to the last digit', async () => {
    expect(await read(null)).toEqual([
      [-1, 'a/1', 1, 20, '0.1', 0],
      [0, 'a/1', 3, 60, '0.300000000001', 0],
      [0, 'b/1', 1, 20, '0', 1],
    ]);
  });

  it('are limited to one workspace if it is named', async () => {
    expect(await read('red')).toEqual([
      [0, 'a/1', 1, 20, '0.000000000001', 0],
      [0, 'b/1', 1, 20, '0', 1],
    ]);
    expect(await read('green')).toEqual([]);
  });
});
