import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { bindWithoutCopies } from './bind-without-copies.ts';
import type { ConnectableDatabase } from './connectable-database.ts';
import type { Database } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { PrismaClient } from './generated/client/client.ts';
import type { Log } from './log.ts';
import { applyMigrations } from './migrations/apply-migrations.ts';
import { type Repetition, repeat } from './repeat.ts';
import { openServer } from './server/open-server.ts';
import { type ServerWatch, watchServer } from './server/watch-server.ts';

/** The database to open. */
export type DatabaseSettings = {
  /** The address of a PostgreSQL server; null for the embedded database. */
  databaseUrl: string | null;
  /** The folder of the embedded database, such as `.penstock`. It is created if it is missing. */
  home: string;
  log: Log;
  /**
   * A connection to a server is closed after this time without an answer, milliseconds. A network that drops packets
   * reports no error. Default 30,000.
   */
  answerLimitMs?: number;
};

const usualAnswerLimitMs = 30_000;
const pingTimeoutMs = 5_000;
/** The longest wait for the only connection of the embedded database, milliseconds. Then the query is refused. */
const embeddedTurnMs = 30_000;

/**
 * Opens the database and migrates its schema. Rejects with a `DatabaseError`, one sentence for the operator. Its
 * reasons: the database cannot be used, another process has it, or a migration fails.
 */
export async function openDatabase({ databaseUrl, home, log, ...limits }: DatabaseSettings): Promise<Database> {
  const reached = databaseUrl === null ? await openEmbedded(home, log) : await openServer(databaseUrl, log);
  const { answerLimitMs = usualAnswerLimitMs } = limits;
  const pool = new pg.Pool({
    ...reached.connection,
    ...(reached.kind === 'server' ? { query_timeout: answerLimitMs } : { connectionTimeoutMillis: embeddedTurnMs }),
  });
  pool.on('error', (error) => log.warn({ err: error }, `A connection to ${reached.description} was lost.`));
  // A running query reports a broken connection itself. Without this listener, the event would end the process when no
  // query runs.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('connect', bindWithoutCopies);
  try {
    await applyMigrations(reached, log);
    return connect(reached, pool, log);
  } catch (error) {
    await pool.end();
    await reached.release();
    throw error;
  }
}

function connect(reached: ConnectableDatabase, pool: pg.Pool, log: Log): Database {
  const { connection, description } = reached;
  const watch = reached.kind === 'server' ? watchServer({ connection, pool, description, log }) : null;
  const checkpoints = reached.kind === 'embedded' ? scheduleCheckpoints(pool, log) : null;
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
  if (watch !== null && watch.outage !== null) throw watch.outage;
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

/** The same as `checkpoint_timeout` on a server. */
const usualMs = 300_000;

/**
 * Runs a checkpoint of the embedded database every `everyMs` (five minutes), after which its log is reused. A server
 * has its own process for this. Otherwise the log would grow as long as the API runs, and a start after a crash would
 * read all of it. Delays other queries by 100 to 200 ms.
 */
export function scheduleCheckpoints(pool: pg.Pool, log: Log, everyMs: number = usualMs): Repetition {
  return repeat(
    everyMs,
    async () => {
      await pool.query('CHECKPOINT');
    },
    (error) => log.warn({ err: error }, 'The embedded database cannot write a checkpoint; its log grows meanwhile.'),
  );
}
