import type pg from 'pg';
import type { Db, Job, PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { Log } from '../database/log.ts';
import { ServiceError } from '../errors/service-error.ts';

/** A slot of a batch that runs one row at a time. It has one holder over all replicas. */
export type Lane = { id: string; batchId: string; retryCount: number };

type LaneData = { batchId: string };

export type LaneQueueTools = { database: Pick<Database, 'pool' | 'kind'>; log: Log };

const queue = 'batch-lanes';

/** A lane whose holder sends no heartbeat for this long goes to another holder. Seconds; the engine's minimum is 10. */
const silentSeconds = 10;
/** Interval between checks for lanes with a silent holder, seconds. */
const lookSeconds = 5;
/** The longest time that a lane may be held, seconds: its time slice and one generation, with a margin. */
const heldSeconds = 6 * 3_600;
/** The longest time that a lane may wait for a holder, seconds. */
const waitingSeconds = 365 * 86_400;
/** A lane changes its holder whenever a process ends, so this limit is high. Rows have their own limit. */
const mostHolders = 1_000_000;

/**
 * The lanes of all batches in pg-boss, a queue on PostgreSQL. It uses the pool of the service. The embedded database
 * requires this, since it has one connection. The queue's tables are in their own schema.
 */
export class LaneQueue {
  readonly #tools: LaneQueueTools;
  #boss: Promise<PgBoss> | null = null;

  constructor(tools: LaneQueueTools) {
    this.#tools = tools;
  }

  /** Loads and starts the engine, once. It stays unloaded without batches, to save memory. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Adds lanes to a batch within a transaction. */
  async add(batchId: string, count: number, client: pg.ClientBase): Promise<void> {
    const boss = await this.#open();
    const lanes = Array.from({ length: count }, () => ({ data: { batchId } satisfies LaneData }));
    await boss.insert(queue, lanes, { db: runningOn(client) });
  }

  /** The number of lanes of a batch, held or not. */
  async count(batchId: string): Promise<number> {
    const boss = await this.#open();
    const jobs = await boss.findJobs<LaneData>(queue, { data: { batchId } satisfies LaneData, limit: 100_000 });
    return jobs.filter(({ state }) => state === 'created' || state === 'retry' || state === 'active').length;
  }

  /** Takes up to `most` lanes without a holder, oldest first. */
  async take(most: number): Promise<readonly Lane[]> {
    const boss = await this.#open();
    const jobs: readonly Job<LaneData>[] = await boss.fetch<LaneData>(queue, { batchSize: most });
    return jobs.map(({ id, data, retryCount }) => ({ id, batchId: data.batchId, retryCount }));
  }

  /** Sends a heartbeat for these lanes. */
  async touch(lanes: readonly Lane[]): Promise<void> {
    if (lanes.length > 0) await (await this.#open()).touch(queue, lanes.map(attemptOf));
  }

  /** Ends a lane whose batch has no more rows. */
  async end(lane: Lane): Promise<void> {
    await (await this.#open()).complete(queue, attemptOf(lane));
  }

  /** Moves a lane behind all waiting lanes, so that batches take turns. */
  async requeue(lane: Lane): Promise<void> {
    const boss = await this.#open();
    await inTransaction(this.#tools.database.pool, async (client) => {
      const db = runningOn(client);
      await boss.complete(queue, attemptOf(lane), null, { db });
      const [job] = await boss.findJobs<LaneData>(queue, { id: lane.id, db });
      // Another process holds the lane if its holder was silent for too long.
      if (job?.state === 'completed' && job.retryCount === lane.retryCount) await this.add(lane.batchId, 1, client);
    });
  }

  /** Releases a lane for the next caller of `take`. */
  async giveUp(lane: Lane): Promise<void> {
    await (await this.#open()).fail(queue, attemptOf(lane));
  }

  /** Frees the lanes of an ended process. Safe only if no other process uses the database. */
  async freeAll(): Promise<void> {
    const boss = await this.#open();
    const held = (await boss.findJobs<LaneData>(queue, { limit: 100_000 })).filter(({ state }) => state === 'active');
    if (held.length > 0)
      await boss.fail(
        queue,
        held.map(({ id, retryCount }) => ({ id, retryCount })),
      );
  }

  async close(): Promise<void> {
    const boss = await this.#boss?.catch(() => null);
    await boss?.stop({ graceful: false });
  }

  #open(): Promise<PgBoss> {
    this.#boss ??= this.#start().catch((error) => {
      this.#boss = null;
      throw isForbidden(error) ? new ServiceError('INTERNAL', missingRight, { cause: error }) : error;
    });
    return this.#boss;
  }

  async #start(): Promise<PgBoss> {
    const { database, log } = this.#tools;
    const { PgBoss } = await import('pg-boss');
    const { rows } = await database.pool.query<{ schema: string }>('SELECT current_schema() AS schema');
    const boss = new PgBoss({
      db: runningOnPool(database.pool),
      backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
      schema: queueSchemaOf(rows[0]?.schema ?? 'public'),
      superviseIntervalSeconds: lookSeconds,
      monitorIntervalSeconds: lookSeconds,
      schedule: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
      openTelemetry: { enabled: false },
    });
    boss.on('error', (error) => log.warn({ err: error }, 'The queue of batches cannot reach the database.'));
    boss.on('warning', ({ message }) => log.warn(`The queue of batches: ${message}`));
    await boss.start();
    await boss.createQueue(queue, {
      retryLimit: mostHolders,
      retryDelay: 0,
      heartbeatSeconds: silentSeconds,
      expireInSeconds: heldSeconds,
      retentionSeconds: waitingSeconds,
      deleteAfterSeconds: 60,
    });
    return boss;
  }
}

const missingRight =
  "Batches need a separate database schema, which Penstock may not create: grant CREATE on the database to Penstock's role.";

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

/** The schema of the queue's tables. A service with its own schema has its own queue. */
function queueSchemaOf(schema: string): string {
  return schema === 'public' ? 'penstock_queue' : `${schema.slice(0, 40)}_queue`;
}

function attemptOf({ id, retryCount }: Lane): { id: string; retryCount: number } {
  return { id, retryCount };
}

function runningOn(client: Pick<pg.ClientBase, 'query'>): Db {
  return {
    async executeSql(text, values) {
      const result: pg.QueryResult | pg.QueryResult[] = await client.query(
        text,
        values === undefined ? [] : [...values],
      );
      return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows };
    },
  };
}

/** Statements without values may form their own transaction. A failure must not leave the transaction open. */
function runningOnPool(pool: pg.Pool): Db {
  return {
    async executeSql(text, values) {
      if (values !== undefined && values.length > 0) return runningOn(pool).executeSql(text, values);
      const client = await pool.connect();
      try {
        const result: pg.QueryResult | pg.QueryResult[] = await client.query(text);
        return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows };
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
