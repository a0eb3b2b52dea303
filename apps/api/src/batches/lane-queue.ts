import type pg from 'pg';
import type { Db, Job, PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { Log } from '../database/log.ts';
import { ServiceError } from '../errors/service-error.ts';

/** A place of a batch to run one row at a time. It has one holder over all replicas. */
export type Lane = { id: string; batchId: string; retryCount: number };

type LaneData = { batchId: string };

export type LaneQueueTools = { database: Pick<Database, 'pool' | 'kind'>; log: Log };

const queue = 'batch-lanes';

/** A lane whose holder gives no sign of life for this long goes to another. Seconds; the engine's least is 10. */
const silentSeconds = 10;
/** How often lanes are looked for whose holder is silent. Seconds. */
const lookSeconds = 5;
/** The longest that a lane may be held: its slice of time and one generation, with room. Seconds. */
const heldSeconds = 6 * 3_600;
/** How long a lane may wait to be held, seconds. */
const waitingSeconds = 365 * 86_400;
/** A lane goes to another holder as often as processes end: rows have a limit of their own. */
const mostHolders = 1_000_000;

/**
 * The lanes of all batches in pg-boss, a queue over PostgreSQL. It uses the pool of the service, as it must with the
 * embedded database, which has one connection. Its tables are in a schema beside that of the service.
 */
export class LaneQueue {
  readonly #tools: LaneQueueTools;
  #boss: Promise<PgBoss> | null = null;

  constructor(tools: LaneQueueTools) {
    this.#tools = tools;
  }

  /** Loads and starts the engine, once. It stays unloaded where there are no batches: it takes memory. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Adds lanes to a batch within a transaction. */
  async add(batchId: string, count: number, client: pg.ClientBase): Promise<void> {
    const boss = await this.#open();
    const lanes = Array.from({ length: count }, () => ({ data: { batchId } satisfies LaneData }));
    await boss.insert(queue, lanes, { db: runningOn(client) });
  }

  /** How many lanes a batch has, held or not. */
  async count(batchId: string): Promise<number> {
    const boss = await this.#open();
    const jobs = await boss.findJobs<LaneData>(queue, { data: { batchId } satisfies LaneData, limit: 100_000 });
    return jobs.filter(({ state }) => state === 'created' || state === 'retry' || state === 'active').length;
  }

  /** Takes up to `most` lanes without a holder, the oldest first. */
  async take(most: number): Promise<readonly Lane[]> {
    const boss = await this.#open();
    const jobs: readonly Job<LaneData>[] = await boss.fetch<LaneData>(queue, { batchSize: most });
    return jobs.map(({ id, data, retryCount }) => ({ id, batchId: data.batchId, retryCount }));
  }

  /** Says that these lanes are held. */
  async touch(lanes: readonly Lane[]): Promise<void> {
    if (lanes.length > 0) await (await this.#open()).touch(queue, lanes.map(attemptOf));
  }

  /** Ends a lane whose batch has no more rows. */
  async end(lane: Lane): Promise<void> {
    await (await this.#open()).complete(queue, attemptOf(lane));
  }

  /** Puts a lane behind all that wait, so that many batches take turns. */
  async requeue(lane: Lane): Promise<void> {
    const boss = await this.#open();
    await inTransaction(this.#tools.database.pool, async (client) => {
      const db = runningOn(client);
      await boss.complete(queue, attemptOf(lane), null, { db });
      const [job] = await boss.findJobs<LaneData>(queue, { id: lane.id, db });
      // Another holds it by now, where its holder was silent for too long.
      if (job?.state === 'completed' && job.retryCount === lane.retryCount) await this.add(lane.batchId, 1, client);
    });
  }

  /** Gives a lane to the next that asks. */
  async giveUp(lane: Lane): Promise<void> {
    await (await this.#open()).fail(queue, attemptOf(lane));
  }

  /** Frees the lanes that an ended process held. Only where no other process uses the database. */
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
  "Batches need a schema of their own, which the database does not let Penstock make: grant CREATE on it to Penstock's role.";

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

/** The schema of the queue's tables: services with a schema of their own have a queue of their own. */
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

/** Statements without values may be several in a transaction of their own. One that fails must not leave it open. */
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
