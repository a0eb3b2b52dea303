import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Database } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { keepCheckpoints } from './embedded/keep-checkpoints.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { PrismaClient } from './generated/client/client.ts';
import type { Log } from './log.ts';
import { applyMigrations } from './migrations/apply-migrations.ts';
import type { Reached } from './reached.ts';
import { openServer } from './server/open-server.ts';
import { type ServerWatch, watchServer } from './server/watch-server.ts';

/** Which database to open. */
export type DatabaseSettings = {
  /** Of a PostgreSQL server; null for the embedded one. */
  databaseUrl: string | null;
  /** The folder that the embedded one lives in, as `.penstock`; made where it is missing. */
  home: string;
  log: Log;
  /**
   * After so long without an answer a connection to a server is given up, milliseconds: where the network swallows packets,
   * nothing else ends it. Default 30,000.
   */
  answerLimitMs?: number;
};

const usualAnswerLimitMs = 30_000;
const pingTimeoutMs = 5_000;
/** The embedded database has one connection; whoever waits longer than this for it is told so. Milliseconds. */
const embeddedTurnMs = 30_000;

/**
 * Opens the database and brings its schema up to date. Rejects with a `DatabaseError`, one sentence for the operator,
 * when it cannot be reached or used, when another process has it, or when a migration fails.
 */
export async function openDatabase({ databaseUrl, home, log, ...limits }: DatabaseSettings): Promise<Database> {
  const reached = databaseUrl === null ? await openEmbedded(home, log) : await openServer(databaseUrl, log);
  const { answerLimitMs = usualAnswerLimitMs } = limits;
  const pool = new pg.Pool({
    ...reached.connection,
    ...(reached.kind === 'server' ? { query_timeout: answerLimitMs } : { connectionTimeoutMillis: embeddedTurnMs }),
  });
  pool.on('error', (error) => log.warn({ err: error }, `A connection to ${reached.description} was lost.`));
  // Whoever uses a connection that breaks hears so from the query; between two queries its event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await applyMigrations(reached, log);
    return connect(reached, pool, log);
  } catch (error) {
    await pool.end();
    await reached.release();
    throw error;
  }
}

function connect(reached: Reached, pool: pg.Pool, log: Log): Database {
  const { connection, description } = reached;
  const watch = reached.kind === 'server' ? watchServer({ connection, pool, description, log }) : null;
  const checkpoints = reached.kind === 'embedded' ? keepCheckpoints(pool, log) : null;
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema: reached.schema }) });
  let closed: Promise<void> | null = null;
  async function close(): Promise<void> {
    await watch?.stop();
    await checkpoints?.stop();
    await prisma.$disconnect();
    await pool.end();
    await reached.release();
  }
  return {
    pool,
    prisma,
    kind: reached.kind,
    description,
    ping: () => ping(pool, watch, description),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

async function ping(pool: pg.Pool, watch: ServerWatch | null, description: string): Promise<void> {
  if (watch !== null && watch.absence !== null) throw watch.absence;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${pingTimeoutMs} ms`)), pingTimeoutMs);
  try {
    await Promise.race([pool.query('SELECT 1'), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`${description} does not answer (${reason}).`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
