import { readFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import type { Generation } from '../generation/generation.ts';
import { rollUpRecent } from '../ledger/roll-up-recent.ts';
import { redactedMessage } from '../records/quoting-errors.ts';
import { readPlan } from '../records/stored-plan.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { readUsage } from '../usage/read-usage.ts';
import { pruneBatch } from './prune-batch.ts';
import { Pruner } from './pruner.ts';

const now = Date.parse('2026-06-30T12:00:00Z');
const dayMs = 86_400_000;
const hourMs = 3_600_000;

function at(daysAgo: number): number {
  return now - daysAgo * dayMs;
}

function endedAt(createdAtMs: number, changes: Partial<Generation> = {}): Generation {
  return sampleGeneration({ createdAtMs, attempts: [sampleAttempt({ startedAtMs: createdAtMs })], ...changes });
}

const tables =
  'generation, generation_content, generation_plan, generation_rating, model_usage, usage_recent, usage_hour, usage_day, pruning';

describeOnEachDatabase('the retention of generations', (test) => {
  beforeEach(async () => {
    await test.database.pool.query(`TRUNCATE ${tables}`);
  });

  async function settle(generations: readonly Generation[]): Promise<void> {
    const ledger = await openTestLedger(test.database);
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  }

  async function record(generations: readonly Generation[]): Promise<void> {
    await settle(generations);
    await rollUpRecent(test.database.pool);
  }

  function pruner(contentDays: number | null, recordDays: number | null, batchSize = 500): Pruner {
    const retention = () => ({ contentDays, recordDays, auditDays: 365 });
    const tools = { database: test.database, log: silentLog, retention, nowMs: () => now };
    return new Pruner(tools, { batchSize, restFactor: 0 });
  }

  async function idsIn(table: string, column = 'generation_id'): Promise<string[]> {
    const { rows } = await test.database.pool.query<{ id: string }>(
      `SELECT DISTINCT ${column} AS id FROM ${table} ORDER BY 1`,
    );
    return rows.map(({ id }) => id);
  }

  async function rollups(): Promise<unknown> {
    const { rows } = await test.database.pool.query('SELECT * FROM usage_day ORDER BY day');
    const { rows: hours } = await test.database.pool.query('SELECT * FROM usage_hour ORDER BY hour');
    return { rows, hours };
  }

  it('removes contents after their days, but keeps the record and its plan', async () => {
    const [old, young] = [endedAt(at(30) - 1), endedAt(at(30) + 1)];
    await record([old, young]);
    const before = await rollups();
    await pruner(30, null).prune();
    expect(await idsIn('generation_content')).toEqual([young.id]);
    expect(await idsIn('generation_plan')).toEqual([old.id]);
    expect(await idsIn('generation', 'id')).toEqual([old.id, young.id]);
    expect(await idsIn('model_usage')).toEqual([old.id, young.id]);
    expect(await rollups()).toEqual(before);
    const row = await test.database.prisma.generationPlan.findUnique({
      where: { generationId: old.id },
      include: { staticExclusions: true },
    });
    expect(readPlan(row?.plan, row?.staticExclusions)).toMatchObject({
      inputTokens: 10,
      candidates: [{ modelId: 'openai/gpt-4o-mini' }],
      exclusions: old.plan.exclusions,
    });
  });

  it('removes the comments of ratings with contents, and the ratings with their records', async () => {
    const generations = [at(400), at(40), at(1)].map((createdAtMs) => endedAt(createdAtMs));
    await record(generations);
    await test.database.prisma.generationRating.createMany({
      data: generations.map(({ id }, index) => ({
        generationId: id,
        score: index / 2,
        comment: 'It quotes.',
        ratedAt: new Date(now),
      })),
    });
    await pruner(30, 365).prune();
    const left = await test.database.prisma.generationRating.findMany({ orderBy: { generationId: 'asc' } });
    expect(left.map(({ score, comment }) => ({ score, comment }))).toEqual([
      { score: 0.5, comment: null },
      { score: 1, comment: 'It quotes.' },
    ]);
  });

  it('removes error messages that may quote the content', async () => {
    const attempts = [
      sampleAttempt({ startedAtMs: at(40), outcome: 'failed', errorKind: 'timeout', errorMessage: 'Too late.' }),
      sampleAttempt({ startedAtMs: at(40), number: 2, errorKind: 'content-filter', errorMessage: "'secret' is bad." }),
    ];
    const failure = { code: 'ALL_MODELS_FAILED', message: "No model answered: 'secret' is bad." } as const;
    await record([endedAt(at(40), { status: 'FAILED', failure, attempts }), endedAt(at(1), { failure, attempts })]);
    await pruner(30, null).prune();
    const { rows } = await test.database.pool.query(
      'SELECT generation.error_message AS whole, usage.error_message AS each FROM generation JOIN model_usage AS usage ON generation_id = generation.id ORDER BY generation.id, number',
    );
    expect(rows).toEqual([
      { whole: redactedMessage, each: 'Too late.' },
      { whole: redactedMessage, each: redactedMessage },
      { whole: failure.message, each: 'Too late.' },
      { whole: failure.message, each: "'secret' is bad." },
    ]);
  });

  it('removes whole records, but keeps their rollups', async () => {
    const generations = [at(500), at(400) - 1, at(400) + 1, at(1)].map((createdAtMs) => endedAt(createdAtMs));
    await record(generations);
    const before = await rollups();
    await pruner(450, 400).prune();
    const left = generations.slice(2).map(({ id }) => id);
    expect(await idsIn('generation', 'id')).toEqual(left);
    expect(await idsIn('generation_content')).toEqual(left);
    expect(await idsIn('model_usage')).toEqual(left);
    expect(await idsIn('generation_plan')).toEqual([]);
    expect(await rollups()).toEqual(before);
  });

  it('waits until the rollups include a record', async () => {
    const old = endedAt(at(500));
    await settle([old]);
    await pruner(450, 400).prune();
    expect(await idsIn('model_usage')).toEqual([old.id]);
    await rollUpRecent(test.database.pool);
    await pruner(450, 400).prune();
    expect(await idsIn('model_usage')).toEqual([]);
    const { totals } = await readUsage(test.database.pool, { from: new Date(at(501)), to: new Date(now) });
    expect(totals.calls).toBe(1);
  });

  it('removes in batches, one after another, until nothing is left', async () => {
    await record(Array.from({ length: 23 }, (_, index) => endedAt(at(60) + index)));
    const first = await pruneBatch(test.database.pool, 'contents', { before: new Date(now), after: null, size: 10 });
    expect(first).toMatchObject({ isMine: true, count: 10 });
    expect(await idsIn('generation_content')).toHaveLength(13);
    await pruner(30, null, 5).prune();
    expect(await idsIn('generation_content')).toEqual([]);
    expect(await idsIn('generation_plan')).toHaveLength(23);
  });

  it('removes nothing if the policy sets no days', async () => {
    await record([endedAt(at(9_000))]);
    await pruner(null, null).prune();
    expect(await idsIn('generation_content')).toHaveLength(1);
  });

  it('removes each record once, with several replicas, during further writes', async () => {
    await record(Array.from({ length: 200 }, (_, index) => endedAt(at(60) + index)));
    const fresh = Array.from({ length: 50 }, () => endedAt(at(1)));
    const pruners = [1, 2, 3, 4].map(() => pruner(30, 50, 7));
    await Promise.all([...pruners.map((each) => each.prune()), record(fresh)]);
    await pruner(30, 50).prune();
    expect(await idsIn('generation', 'id')).toHaveLength(50);
    const { totals } = await readUsage(test.database.pool, { from: new Date(at(70)), to: new Date(now) });
    expect(totals.calls).toBe(250);
  });

  it('removes immediately with the documented statements', async () => {
    const documents = readFileSync(new URL('../../../../docs/database.md', import.meta.url), 'utf8');
    const statements = /^ {4}WITH forgotten[\s\S]*?(?=^## )/m.exec(documents)?.[0] ?? '';
    const request = sampleRequest({ executionId: 'run-4711' });
    const failure = { code: 'INVALID_RESPONSE', message: "It said 'secret'." } as const;
    const [named, other] = [endedAt(at(1), { request, failure }), endedAt(at(1), { failure })];
    await record([named, other]);
    await test.database.pool.query(statements);
    expect(await idsIn('generation_content')).toEqual([other.id]);
    expect(await idsIn('generation_plan')).toEqual([named.id]);
    const failed = await test.database.prisma.generation.findMany({ where: { errorMessage: { not: null } } });
    expect(failed.map(({ id }) => id)).toEqual([other.id]);
  });

  it('does not run after the pruner was closed', async () => {
    await record([endedAt(at(60))]);
    const closed = pruner(30, null);
    closed.start();
    await closed.close();
    expect(await idsIn('generation_content')).toHaveLength(1);
  });

  it('runs soon after the start', async () => {
    await record([endedAt(at(60))]);
    const retention = () => ({ contentDays: 30, recordDays: null, auditDays: 365 });
    const tools = { database: test.database, log: silentLog, retention, nowMs: () => now };
    const started = new Pruner(tools, { firstMs: 1, everyMs: 60_000 });
    started.start();
    await expect.poll(() => idsIn('generation_content'), { timeout: 10_000 }).toEqual([]);
    await started.close();
  });

  it('is visible in reports: they include hours whole that they can no longer split', async () => {
    const hour = at(50);
    const quarter = hourMs / 4;
    await record([0.5, 1.5, 2.5, 3.5, 9].map((quarters) => endedAt(hour + quarters * quarter)));
    const span = { from: new Date(hour + quarter), to: new Date(hour + 2 * quarter) };
    const read = (query: { from: Date; to: Date }) => readUsage(test.database.pool, query, new Date(now));
    expect(await read(span)).toMatchObject({ ...span, totals: { calls: 1 } });

    // Within the partial hour: the first two of its four records are removed.
    const reachedMs = hour + 2 * quarter;
    const batch = { before: new Date(reachedMs), after: null, size: 10 };
    expect(await pruneBatch(test.database.pool, 'records', batch)).toMatchObject({ count: 2 });
    const whole = { from: new Date(hour), to: new Date(hour + hourMs) };
    expect(await read(span)).toMatchObject({ ...whole, totals: { calls: 4, costUsd: '0.000054' } });
    expect(await read({ from: span.from, to: new Date(now) })).toMatchObject({
      from: whole.from,
      totals: { calls: 5 },
    });

    // Reports stay exact after the removed part.
    const behind = { from: new Date(hour + 3 * quarter), to: new Date(hour + 10 * quarter) };
    expect(await read(behind)).toMatchObject({ ...behind, totals: { calls: 2 } });
  });
});
