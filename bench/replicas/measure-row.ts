import { tmpdir } from 'node:os';
import { openDatabase } from '../../apps/api/src/database/open-database.ts';
import type { Budget } from '../../apps/api/src/ledger/budget.ts';
import type { OpenLedger } from '../../apps/api/src/ledger/create-ledger.ts';
import { toMoney } from '../../apps/api/src/ledger/money.ts';
import { saveBudget } from '../../apps/api/src/ledger/save-budget.ts';
import { createLog } from '../../apps/api/src/process/log.ts';
import { openTestLedger } from '../../apps/api/src/testing/open-test-ledger.ts';
import { sampleBudget } from '../../apps/api/src/testing/sample-budget.ts';
import { sampleGeneration, sampleRequest } from '../../apps/api/src/testing/sample-generation.ts';
import type { Spread } from '../children/reporting.ts';
import { spreadOf } from '../figures.ts';
import { type Scopes, withoutSlicesSql } from './measure-calls.ts';
import { type PostgresWork, watchPostgres } from './watch-postgres.ts';

export type RowFigures = {
  /** Reservations with their settlements, per second. */
  perSecond: number;
  /** From the request for a reservation to its answer. */
  reserve: Spread;
  postgres: PostgresWork;
};

const seconds = 4;
const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }], worstCaseUsd: 0.001 };

/**
 * The ledgers of this number of replicas, without the rest of the replicas. They share the budgets of one scope, or
 * each has its own. Each ledger has `atOnce` callers that reserve and settle, one call after the other.
 */
export async function measureRow(
  databaseUrl: string,
  replicas: number,
  scopes: Exclude<Scopes, 'none'>,
  atOnce: number,
): Promise<RowFigures> {
  const log = createLog('fatal');
  const open = () => openDatabase({ databaseUrl: `${databaseUrl}?connection_limit=3`, home: tmpdir(), log });
  const first = await open();
  await first.pool.query('TRUNCATE budget, budget_period, budget_slice, reservation, running_generation');
  const workspaces = Array.from({ length: replicas }, (_, index) => `workspace-${index}`);
  for (const budget of budgetsOf(workspaces, scopes)) await saveBudget(first.pool, budget, 'operator', Date.now());
  if (scopes === 'row') await first.pool.query(withoutSlicesSql);
  const databases = [first, ...(await Promise.all(Array.from({ length: replicas - 1 }, open)))];
  const ledgers = await Promise.all(databases.map((database) => openTestLedger(database, { rollUpMs: 3_600_000 })));
  const watch = await watchPostgres(databaseUrl);
  const waits: number[] = [];
  const startedMs = performance.now();
  const caller = async (ledger: OpenLedger, workspaceId: string): Promise<void> => {
    while (performance.now() - startedMs < seconds * 1_000) waits.push(await callOnce(ledger, workspaceId));
  };
  await watch.take();
  await Promise.all(
    ledgers.flatMap((ledger, index) =>
      Array.from({ length: atOnce }, () => caller(ledger, workspaces[index] as string)),
    ),
  );
  const tookMs = performance.now() - startedMs;
  const postgres = await watch.take();
  await watch.close();
  for (const ledger of ledgers) await ledger.close();
  for (const database of databases) await database.close();
  return { perSecond: (waits.length * 1_000) / tookMs, reserve: spreadOf(waits), postgres };
}

function budgetsOf(workspaces: readonly string[], scopes: Scopes): readonly Budget[] {
  const limit = toMoney(100_000);
  if (scopes !== 'many') return [sampleBudget({ limit })];
  return workspaces.map((workspaceId) => sampleBudget({ name: workspaceId, workspaceId, limit }));
}

/** Returns the duration of the reservation, milliseconds. */
async function callOnce(ledger: OpenLedger, workspaceId: string): Promise<number> {
  const generation = sampleGeneration({ request: sampleRequest({ workspaceId }), createdAtMs: Date.now() });
  const account = ledger.openAccount({ workspaceId, apiKeyId: null }, generation.id, generation.createdAtMs);
  const beganMs = performance.now();
  const { index } = (await account?.reserve([callee])) ?? { index: null };
  const tookMs = performance.now() - beganMs;
  if (index === null) throw new Error('The budget of the benchmark is spent.');
  await ledger.settle({ ...generation, settledAtMs: Date.now() });
  return tookMs;
}
