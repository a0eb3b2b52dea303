import type { Database } from '../../apps/api/src/database/database.ts';
import { earliestIdAt } from '../../apps/api/src/records/earliest-id.ts';
import { findGenerations } from '../../apps/api/src/records/find-generations.ts';
import { findPostgres, howToGetPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import { readUsage } from '../../apps/api/src/usage/read-usage.ts';
import { type Figure, median, micros, millis } from '../figures.ts';
import {
  type DatabaseStore,
  type FilledDatabase,
  openEmbeddedStore,
  openPersistentEmbeddedStore,
  openPersistentStore,
  openServerStore,
} from '../usage/filled-database.ts';
import { type Duration, measure } from '../usage/measure.ts';
import { measureOverHttp } from '../usage/measure-over-http.ts';
import { measureSettlements, type SettlementCost } from '../usage/measure-settlements.ts';
import { pages, reports } from '../usage/questions.ts';

/** Generations in the PostgreSQL database. */
const records = Number(process.env.BENCH_RECORDS ?? 10_000_000);
const dayMs = 86_400_000;
const aims: Aims = { reportMs: 100, pageMs: 50 };

/**
 * Reports and pages over ten million records on PostgreSQL, and the cost of a settlement with and without those
 * records. Uses a temporary server, or the server in BENCH_POSTGRES, which keeps the records for later runs.
 */
export async function measureUsageOnServer(): Promise<readonly Figure[]> {
  const kept = process.env.BENCH_POSTGRES;
  if (kept !== undefined) return measureOn(openPersistentStore(kept), records, aims);
  const binaries = findPostgres();
  if (binaries === null) return [{ name: 'PostgreSQL: not found', value: 'skipped', besides: howToGetPostgres }];
  return measureOn(await openServerStore(binaries), records, aims);
}

/**
 * The same over a tenth of the records in the embedded database, which may take three times as long. BENCH_EMBEDDED
 * keeps the records.
 */
export async function measureUsageEmbedded(): Promise<readonly Figure[]> {
  const threefold = { reportMs: 3 * aims.reportMs, pageMs: 3 * aims.pageMs };
  const kept = process.env.BENCH_EMBEDDED;
  const store = kept === undefined ? openEmbeddedStore() : openPersistentEmbeddedStore(kept);
  return measureOn(store, Math.round(records / 10), threefold);
}

type Aims = { reportMs: number; pageMs: number };

async function measureOn(store: DatabaseStore, count: number, aims: Aims): Promise<readonly Figure[]> {
  try {
    const empty = await store.add(0);
    const startedMs = performance.now();
    const full = await store.add(count);
    const filled = `${((performance.now() - startedMs) / 1_000).toFixed(0)} s`;
    const reading = await within(full, readAll);
    const http = await measureOverHttp(full);
    const settling = await compareSettlements(empty, full);
    const named = (prefix: string, durations: Named, aim: number): readonly Figure[] =>
      Object.entries(durations).map(([name, { medianMs, leastMs, p95Ms }]) => ({
        name: `${prefix}${name}`,
        value: millis(medianMs),
        aim: `${aim} ms`,
        besides: `${millis(leastMs)} to ${millis(p95Ms)}`,
      }));
    return [
      { name: 'filled in', value: filled, besides: `${count.toLocaleString('en')} generations` },
      ...named('usage: ', { ...reading.reports, ...http.reports }, aims.reportMs),
      ...named('generations: ', { ...reading.pages, ...http.pages }, aims.pageMs),
      ...settlementFigures(settling),
    ];
  } finally {
    await store.remove();
  }
}

type Named = Readonly<Record<string, Duration>>;

async function within<Result>(filled: FilledDatabase, act: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await filled.open();
  try {
    return await act(database);
  } finally {
    await database.close();
  }
}

async function readAll({ pool, prisma }: Database): Promise<{ reports: Named; pages: Named }> {
  const reportTimes: Record<string, Duration> = {};
  for (const [name, query] of Object.entries(reports)) {
    reportTimes[name] = await measure(() => readUsage(pool, { days: 90, ...query }));
  }
  const pageTimes: Record<string, Duration> = {};
  for (const [name, { filter, daysAgo }] of Object.entries(pages)) {
    const cursorId = daysAgo === undefined ? undefined : earliestIdAt(new Date(Date.now() - daysAgo * dayMs));
    pageTimes[name] = await measure(async () => {
      const { ids } = await findGenerations(prisma, filter, { cursorId, take: 51 });
      return prisma.generation.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'desc' } });
    });
  }
  return { reports: reportTimes, pages: pageTimes };
}

type Settlements = { empty: readonly SettlementCost[]; full: readonly SettlementCost[] };

/** Taking turns, so that other load of the machine affects both. */
async function compareSettlements(empty: FilledDatabase, full: FilledDatabase): Promise<Settlements> {
  const costs: { empty: SettlementCost[]; full: SettlementCost[] } = { empty: [], full: [] };
  await within(empty, (emptyDatabase) =>
    within(full, async (fullDatabase) => {
      await measureSettlements(emptyDatabase);
      await measureSettlements(fullDatabase);
      for (let round = 0; round < 5; round++) {
        costs.empty.push(await measureSettlements(emptyDatabase));
        costs.full.push(await measureSettlements(fullDatabase));
      }
    }),
  );
  return costs;
}

function settlementFigures({ empty, full }: Settlements): readonly Figure[] {
  const of = (costs: readonly SettlementCost[], name: keyof SettlementCost): string =>
    micros(median(costs.map((cost) => cost[name])));
  return [
    {
      name: 'a settlement, 50 at once',
      value: of(full, 'settleMicros'),
      besides: `${of(empty, 'settleMicros')} without records`,
    },
    {
      name: 'adding it to the rollups',
      value: of(full, 'rollUpMicros'),
      besides: `${of(empty, 'rollUpMicros')} without records`,
    },
  ];
}
