import { setTimeout as sleep } from 'node:timers/promises';
import type { RetentionPolicy } from '@penstock/router';
import type { Database } from '../database/database.ts';
import type { Log } from '../database/log.ts';
import { type Prunable, pruneBatch } from './prune-batch.ts';

/** How often and how much is removed. */
export type PrunerPace = {
  /** From the start to the first time, milliseconds. */
  firstMs: number;
  /** From the end of one time to the next, milliseconds. */
  everyMs: number;
  /** Generations that one statement removes at the most. */
  batchSize: number;
  /** A batch is followed by a pause of so many times its own duration, so that others come first. */
  restFactor: number;
};

const usualPace = { firstMs: 30_000, everyMs: 3_600_000, restFactor: 4 };

/** The embedded database does one thing at a time, so that a batch holds up whoever comes meanwhile. */
const usualBatchSizes = { embedded: 100, server: 500 } as const;

export type PrunerTools = {
  database: Pick<Database, 'pool' | 'kind'>;
  log: Log;
  retention(): Pick<RetentionPolicy, 'contentDays' | 'recordDays'>;
  nowMs(): number;
};

const dayMs = 86_400_000;

/** Removes what the policy no longer keeps, a little at a time, while the service runs. Any number of replicas may. */
export class Pruner {
  private readonly tools: PrunerTools;
  private readonly pace: PrunerPace;
  private readonly stopped = new AbortController();
  private working: Promise<void> = Promise.resolve();

  constructor(tools: PrunerTools, pace: Partial<PrunerPace> = {}) {
    this.tools = tools;
    this.pace = { ...usualPace, batchSize: usualBatchSizes[tools.database.kind], ...pace };
  }

  /** Begins; does not keep the process alive. */
  start(): void {
    this.working = this.work();
  }

  /** Resolves when the batch at hand, if there is one, is done. */
  async close(): Promise<void> {
    this.stopped.abort();
    await this.working;
  }

  /** Removes all that is due, the records first, since their contents go with them. */
  async prune(): Promise<void> {
    const { contentDays, recordDays } = this.tools.retention();
    const records = recordDays === null ? 0 : await this.pruneAll('records', recordDays);
    const contents = contentDays === null ? 0 : await this.pruneAll('contents', contentDays);
    if (records + contents === 0) return;
    this.tools.log.info(`Removed ${records} records and the contents of ${contents} more, as the policy says.`);
    if (this.tools.database.kind === 'embedded') await this.giveSpaceBack();
  }

  private async work(): Promise<void> {
    for (let pauseMs = this.pace.firstMs; await this.rest(pauseMs); pauseMs = this.pace.everyMs) {
      await this.prune().catch((error) => {
        this.tools.log.warn({ err: error }, 'Cannot remove what is no longer kept; trying again later.');
      });
    }
  }

  private async pruneAll(what: Prunable, days: number): Promise<number> {
    const { database, nowMs } = this.tools;
    const { batchSize: size, restFactor } = this.pace;
    const before = new Date(nowMs() - days * dayMs);
    let total = 0;
    for (let after: string | null = null; ; ) {
      const beganMs = performance.now();
      const { isMine, count, last } = await pruneBatch(database.pool, what, { before, after, size });
      total += count;
      after = last;
      if (!isMine || count < size || !(await this.rest((performance.now() - beganMs) * restFactor))) return total;
    }
  }

  /** PostgreSQL does so by itself, with processes that the embedded database does not have. */
  private async giveSpaceBack(): Promise<void> {
    for (const table of ['generation_content', 'generation_plan', 'model_usage', 'generation']) {
      const beganMs = performance.now();
      await this.tools.database.pool.query(`VACUUM ${table}`);
      if (!(await this.rest((performance.now() - beganMs) * this.pace.restFactor))) return;
    }
  }

  /** False when the pruner was closed meanwhile. */
  private rest(pauseMs: number): Promise<boolean> {
    return sleep(pauseMs, true, { signal: this.stopped.signal, ref: false }).catch(() => false);
  }
}
