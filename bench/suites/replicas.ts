import { findPostgres, howToGetPostgres, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import { type Figure, micros, writeSpread } from '../figures.ts';
import { measureCalls, recordedCalls, type Scopes } from '../replicas/measure-calls.ts';
import { measureRow } from '../replicas/measure-row.ts';
import type { PostgresWork } from '../replicas/watch-postgres.ts';

const replicaCounts = [1, 2, 3];
const scopesInOrder: readonly Scopes[] = ['none', 'many', 'row', 'hot'];
const scopeNames: Readonly<Record<Scopes, string>> = {
  none: 'no budget',
  many: '50 budgets, one for each call',
  row: 'one budget for all, without slices',
  hot: 'one budget for all, in slices',
};
/** Ledgers side by side, without the rest of their replicas. */
const ledgerCounts = [1, 2, 4, 8, 16, 32];

/** Throughput, tail latency and CPU of one to three replicas on one PostgreSQL, and the limit of one budget's row. */
export async function measureReplicas(): Promise<readonly Figure[]> {
  const binaries = findPostgres();
  if (binaries === null) throw new Error(`PostgreSQL not found; ${howToGetPostgres}.`);
  // The server waits for the disk, as in production.
  const server = await startPostgres(binaries, ['-N', '200']);
  const figures: Figure[] = [];
  const add = (figure: Figure): void => {
    figures.push(figure);
    console.log(`${figure.name}: ${figure.value}`);
  };
  try {
    for (const scopes of scopesInOrder) {
      for (const count of replicaCounts) add(await calls(await server.createDatabase(), count, scopes));
    }
    // Taking turns, because the machine's other load changes within minutes.
    const url = await server.createDatabase();
    for (const count of ledgerCounts) {
      for (const scopes of ['many', 'row', 'hot'] as const) add(await rows(url, count, scopes));
    }
    return figures;
  } finally {
    await server.remove();
  }
}

async function calls(databaseUrl: string, count: number, scopes: Scopes): Promise<Figure> {
  const figures = await measureCalls(databaseUrl, count, scopes);
  const { perSecond, latency, apiMicros, postgresMicros, upstreamMicros, postgres } = figures;
  return {
    name: `${count} ${count === 1 ? 'replica' : 'replicas'}, ${scopeNames[scopes]}`,
    value: `${perSecond.toFixed(0)} calls/s`,
    besides: `${writeSpread(latency)}; CPU a call: API ${micros(apiMicros)}, PostgreSQL ${micros(postgresMicros)}, upstream ${micros(upstreamMicros)}; ${(postgres.walBytes / recordedCalls / 1_024).toFixed(1)} KiB of log; ${describeLocks(postgres)}`,
  };
}

async function rows(databaseUrl: string, count: number, scopes: Exclude<Scopes, 'none'>): Promise<Figure> {
  const { perSecond, reserve, postgres } = await measureRow(databaseUrl, count, scopes, 1);
  return {
    name: `${count} ${count === 1 ? 'ledger' : 'ledgers'}, one call at a time each, ${scopes === 'many' ? 'a budget for each' : scopeNames[scopes]}`,
    value: `${perSecond.toFixed(0)} calls/s`,
    besides: `a reservation takes ${writeSpread(reserve)}; ${describeLocks(postgres)}`,
  };
}

function describeLocks({ lockShare, lockMean, lockMost }: PostgresWork): string {
  if (lockMost === 0) return 'no wait for a lock seen';
  return `in ${(lockShare * 100).toFixed(0)} % of looks a transaction waits for a lock, ${lockMean.toFixed(1)} on average, ${lockMost} at most`;
}
