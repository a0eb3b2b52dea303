import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { toGenerationRecord } from '../records/generation-record.ts';
import { silentLog } from '../testing/databases.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { openLedger } from './create-ledger.ts';
import { Journal } from './journal.ts';
import { toMoney } from './money.ts';
import { saveBudget } from './save-budget.ts';
import { encodeSettlement } from './write-settlements.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const binaries = findPostgres();
const payer = { workspaceId: 'default', apiKeyId: null };

// Its connections stay open but no answer arrives, as when a network drops packets. No error reports the failure.
describe.skipIf(binaries === null)(`a database that falls silent [${binaries ?? howToGetPostgres}]`, () => {
  let server: PostgresServer;
  let database: Database;
  let home: string;

  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
    const databaseUrl = await server.createDatabase();
    home = await mkdtemp(join(tmpdir(), 'penstock-silent-'));
    database = await openDatabase({ databaseUrl, home, log: silentLog, answerLimitMs: 2_000 });
  });
  afterAll(async () => {
    server.thaw();
    await database.close();
    await server.remove();
    await rm(home, { recursive: true, force: true });
  });

  it('does not delay the start of a replica with a journal to replay', async () => {
    const journal = new Journal(join(home, 'left'));
    const generation = sampleGeneration({ attempts: [sampleAttempt()] });
    const records = [toGenerationRecord(generation, true)];
    await journal.append([encodeSettlement({ records, releasedIds: [] })]);
    const client = await database.pool.connect();
    await client.query('BEGIN; LOCK TABLE generation IN ACCESS EXCLUSIVE MODE');
    const ledger = await openLedger(
      { database, log: silentLog, allowsUnpriced: () => false, journal },
      { refreshMs: 100 },
    );
    await client.query('ROLLBACK');
    client.release();
    await vi.waitFor(async () => expect(await database.prisma.generation.count()).toBe(1), 20_000);
    await ledger.close();
    await database.pool.query('TRUNCATE generation, model_usage, usage_recent CASCADE');
  });

  it('loses no settlement, and releases no reservation before its owner could renew it', async () => {
    await saveBudget(
      database.pool,
      sampleBudget({ id: v7(), name: 'all', limit: toMoney(100) }),
      'operator',
      Date.now(),
    );
    const open = (file: string) =>
      openLedger(
        { database, log: silentLog, allowsUnpriced: () => false, journal: new Journal(join(home, file)) },
        { leaseMs: 2_000, refreshMs: 300, reservationTimeoutMs: 500, writer: { answerMs: 500 } },
      );
    const ledger = await open('one');
    const other = await open('other');
    const runningId = v7();
    const account = ledger.openAccount(payer, runningId, Date.now());
    const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }], worstCaseUsd: 3 };
    expect(await account?.reserve([callee])).toMatchObject({ index: 0, refusals: [] });
    const ended = Array.from({ length: 20 }, () => sampleGeneration({ attempts: [sampleAttempt()] }));

    await server.freeze();
    const frozenAtMs = performance.now();
    await Promise.all(ended.map((generation) => ledger.settle(generation)));
    const settledAfterMs = performance.now() - frozenAtMs;
    const refused = ledger.openAccount(payer, v7(), Date.now());
    await expect(refused?.reserve([callee])).rejects.toThrow('does not answer');
    // Longer than a lease.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    server.thaw();

    const held = async (): Promise<number> => {
      const { rows } = await database.pool.query(
        'SELECT count(*)::int AS count FROM reservation WHERE generation_id = $1',
        [runningId],
      );
      return rows[0].count;
    };
    await vi.waitFor(async () => expect(await database.prisma.generation.count()).toBe(ended.length), 20_000);
    for (let look = 0; look < 15; look++) {
      expect(await held()).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const attempts = await database.prisma.modelUsage.count();
    expect(attempts).toBe(ended.length);
    expect(settledAfterMs).toBeLessThan(4_500);
    await ledger.close();
    await other.close();
  });
});
