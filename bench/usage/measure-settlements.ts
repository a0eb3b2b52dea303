import type { Database } from '../../apps/api/src/database/database.ts';
import { rollUpRecent } from '../../apps/api/src/ledger/roll-up-recent.ts';
import { openTestLedger } from '../../apps/api/src/testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../../apps/api/src/testing/sample-generation.ts';

/** Microseconds per generation: until its settlement is durable, and for adding it to the rollups later. */
export type SettlementCost = { settleMicros: number; rollUpMicros: number };

const count = 2_000;
const atOnce = 50;

/** The attribution of a call, as its caller states it. */
export type Attribution = { endUser: string; session: string; tags: readonly string[] };

/**
 * Settles 2,000 generations, 50 at once, of all workspaces and models. Then adds them to the rollups. `attribute` gives
 * their attribution.
 */
export async function measureSettlements(
  database: Database,
  attribute?: (index: number) => Attribution,
): Promise<SettlementCost> {
  // Disables the ledger's own timers.
  const ledger = await openTestLedger(database, { rollUpMs: 3_600_000 });
  let left = count;
  const work = async (): Promise<void> => {
    while (left-- > 0) await ledger.settle(someGeneration(left, attribute?.(left)));
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const settledMs = performance.now();
  await rollUpRecent(database.pool);
  const addedMs = performance.now();
  await ledger.close();
  const micros = (ms: number): number => (ms * 1_000) / count;
  return { settleMicros: micros(settledMs - startedMs), rollUpMicros: micros(addedMs - settledMs) };
}

function someGeneration(index: number, attribution: Partial<Attribution> = {}): ReturnType<typeof sampleGeneration> {
  const model = (index * 7) % 40;
  const call = { providerId: `provider-${model % 10}`, modelId: `provider-${model % 10}/model-${model}` };
  const key = index % 50;
  const request = sampleRequest({
    workspaceId: `workspace-${key % 20}`,
    apiKeyId: `key-${key}`,
    taskType: `task-${index % 6}`,
    ...attribution,
  });
  return sampleGeneration({ request, ...call, attempts: [sampleAttempt(call)] });
}
