import { setTimeout as sleep } from 'node:timers/promises';
import type { RetentionPolicy } from '@penstock/router';
import type { Database } from '../database/database.ts';
import type { Log } from '../database/log.ts';
import { operationKeepMs, pruneOperations } from '../records/stored-operations.ts';
import { pruneAttributions } from './prune-attributions.ts';
import { pruneAuditEntries } from './prune-audit-entries.ts';
import { type Prunable, pruneBatch } from './prune-batch.ts';
import { pruneBatches } from './prune-batches.ts';

/** The pace of the removal. */
export type PrunerPace = {
  /** From the start of the service to the first run, milliseconds. */
  firstMs: number;
  /** From the end of one run to the next, milliseconds. */
  everyMs: number;
  /** The most generations that one statement removes. */
  batchSize: number;
  /** The pause after a batch, as a multiple of its duration, so that other queries come first. */
  restFactor: number;
};

const usualPace = { firstMs: 30_000, everyMs: 3_600_000, restFactor: 4 };

/** The embedded database runs one statement at a time, so a batch delays other queries. */
const usualBatchSizes = { embedded: 100, server: 500 } as const;

export type PrunerTools = {
  database: Pick<Database, 'pool' | 'kind'>;
  log: Log;
  retention(): Pick<RetentionPolicy, 'contentDays' | 'recordDays' | 'auditDays'>;
  nowMs(): number;
};

const dayMs = 86_400_000;

/**
 * Removes generations, batches and audit entries that the policy no longer stores. Works in small batches while the
 * service runs. Any number of replicas may run it.
 */
export class Pruner {
  readonly #tools: PrunerTools;
  readonly #pace: PrunerPace;
  readonly #stopped = new AbortController();
  #working: Promise<void> = Promise.resolve();

  constructor(tools: PrunerTools, pace: Partial<PrunerPace> = {}) {
    this.#tools = tools;
    this.#pace = { ...usualPace, batchSize: usualBatchSizes[tools.database.kind], ...pace };
  }

  /** Starts the repeated runs. Does not keep the process alive. */
  start(): void {
    this.#working = this.#work();
  }

  /** Resolves when the present batch has ended. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#working;
  }

  /** Removes all due rows. Removes records first, because that includes their contents. */
  async prune(): Promise<void> {
    const { contentDays, recordDays, auditDays } = this.#tools.retention();
    await this.#pruneAudit(auditDays);
    await pruneOperations(this.#tools.database.pool, new Date(this.#tools.nowMs() - operationKeepMs));
    const records = recordDays === null ? 0 : await this.#pruneAll('records', recordDays);
    if (recordDays !== null) {
      await pruneAttributions(this.#tools.database.pool, new Date(this.#tools.nowMs() - recordDays * dayMs));
      await this.#pruneBatches(recordDays);
    }
    const contents = contentDays === null ? 0 : await this.#pruneAll('contents', contentDays);
    if (records + contents === 0) return;
    this.#tools.log.info(`Removed ${records} records and the contents of ${contents} more, as the policy requires.`);
    if (this.#tools.database.kind === 'embedded') await this.#giveSpaceBack();
  }

  async #work(): Promise<void> {
    for (let pauseMs = this.#pace.firstMs; await this.#rest(pauseMs); pauseMs = this.#pace.everyMs) {
      await this.prune().catch((error) => {
        this.#tools.log.warn({ err: error }, 'Cannot remove expired generations; retrying later.');
      });
    }
  }

  async #pruneAll(what: Prunable, days: number): Promise<number> {
    const { database, nowMs } = this.#tools;
    const { batchSize: size, restFactor } = this.#pace;
    const before = new Date(nowMs() - days * dayMs);
    let total = 0;
    for (let after: string | null = null; ; ) {
      const beganMs = performance.now();
      const { isMine, count, last } = await pruneBatch(database.pool, what, { before, after, size });
      total += count;
      after = last;
      if (!isMine || count < size || !(await this.#rest((performance.now() - beganMs) * restFactor))) return total;
    }
  }

  async #pruneBatches(days: number): Promise<void> {
    const { database, nowMs } = this.#tools;
    const { batchSize, restFactor } = this.#pace;
    const before = new Date(nowMs() - days * dayMs);
    for (;;) {
      const beganMs = performance.now();
      const count = await pruneBatches(database.pool, before, batchSize);
      if (count < batchSize || !(await this.#rest((performance.now() - beganMs) * restFactor))) return;
    }
  }

  async #pruneAudit(days: number): Promise<void> {
    const { database, log, nowMs } = this.#tools;
    const { batchSize, restFactor } = this.#pace;
    const before = new Date(nowMs() - days * dayMs);
    let total = 0;
    for (;;) {
      const beganMs = performance.now();
      const count = await pruneAuditEntries(database.pool, before, batchSize);
      total += count;
      if (count < batchSize || !(await this.#rest((performance.now() - beganMs) * restFactor))) break;
    }
    if (total > 0) log.info(`Removed ${total} entries of the audit log, as the policy requires.`);
  }

  /** A PostgreSQL server vacuums with its own processes, which the embedded database lacks. */
  async #giveSpaceBack(): Promise<void> {
    for (const table of ['generation_content', 'generation_plan', 'model_usage', 'generation']) {
      const beganMs = performance.now();
      await this.#tools.database.pool.query(`VACUUM ${table}`);
      if (!(await this.#rest((performance.now() - beganMs) * this.#pace.restFactor))) return;
    }
  }

  /** False when the pruner was closed meanwhile. */
  #rest(pauseMs: number): Promise<boolean> {
    return sleep(pauseMs, true, { signal: this.#stopped.signal, ref: false }).catch(() => false);
  }
}
