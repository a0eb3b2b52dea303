import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isWorthRetrying } from '../database/is-worth-retrying.ts';
import type { Audit, AuditEvent, UnsuccessfulEvent } from './audit.ts';
import { type EntryRow, insertEntry, toEntryRow } from './insert-entry.ts';
import { UnsuccessfulSampler } from './unsuccessful-sampler.ts';

/** The log of the process. It has the entries that the database does not accept. */
export interface AuditFaultLog {
  error(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
}

export type AuditTools = {
  pool: pg.Pool;
  log: AuditFaultLog;
  nowMs(): number;
};

/** Pauses before each retry while the caller waits, milliseconds. */
const retryPausesMs = [50, 200, 750];

/** The pause before another attempt to store a waiting entry, milliseconds. */
const laterMs = 2_000;

/**
 * The audit log in the database. An entry that cannot be stored is not lost: the process's log has it. It is tried
 * again until it is stored. Meanwhile `problem` refuses further actions, so only entries of actions under way wait
 * here.
 */
export class AuditLog implements Audit {
  readonly #tools: AuditTools;
  readonly #waiting: EntryRow[] = [];
  /** Separate, so that many attempts without keys hide no attempt of a known caller. */
  readonly #samplers: { anonymous: UnsuccessfulSampler; known: UnsuccessfulSampler };
  #timer: NodeJS.Timeout | null = null;

  constructor(tools: AuditTools) {
    this.#tools = tools;
    const record = (event: AuditEvent) => this.#recordSampled(event);
    this.#samplers = { anonymous: new UnsuccessfulSampler({ record }), known: new UnsuccessfulSampler({ record }) };
  }

  async record(event: AuditEvent, client?: pg.ClientBase): Promise<void> {
    const row = toEntryRow(event, this.#tools.nowMs());
    if (client !== undefined) return insertEntry(client, row);
    try {
      await this.#insertWithRetries(row);
    } catch (error) {
      this.#tools.log.error({ err: error, entry: row }, 'An audit entry cannot be stored.');
      if (isWorthRetrying(error)) {
        this.#waiting.push(row);
        this.#tryLater();
      }
      throw error;
    }
  }

  recordUnsuccessful(event: UnsuccessfulEvent): void {
    this.#samplers[event.actor === null ? 'anonymous' : 'known'].take(event);
  }

  problem(): string | null {
    return this.#waiting.length === 0
      ? null
      : `${this.#waiting.length} audit entries cannot be stored: changes are refused until the database accepts them.`;
  }

  /** Rejects with the problem while there is one. */
  readonly readiness = async (): Promise<void> => {
    const problem = this.problem();
    if (problem !== null) throw new Error(problem);
  };

  /** Writes the waiting entries, once. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await Promise.all([this.#samplers.anonymous.flush(), this.#samplers.known.flush()]);
    await this.#storeWaiting().catch(() => {});
  }

  async #insertWithRetries(row: EntryRow): Promise<void> {
    for (let retry = 0; ; retry++) {
      try {
        return await insertEntry(this.#tools.pool, row);
      } catch (error) {
        const pauseMs = retryPausesMs[retry];
        if (pauseMs === undefined || !isWorthRetrying(error)) throw error;
        await sleep(pauseMs, undefined, { ref: false });
      }
    }
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#storeWaiting().catch(() => this.#tryLater());
    }, laterMs).unref();
  }

  async #storeWaiting(): Promise<void> {
    for (let row = this.#waiting[0]; row !== undefined; row = this.#waiting[0]) {
      try {
        await insertEntry(this.#tools.pool, row);
      } catch (error) {
        if (isWorthRetrying(error)) throw error;
        this.#tools.log.error({ err: error, entry: row }, 'An audit entry will not be stored.');
      }
      this.#waiting.shift();
    }
  }

  /** The attempt changed nothing, so its entry may be lost while the database is unavailable. */
  async #recordSampled(event: AuditEvent): Promise<void> {
    try {
      await insertEntry(this.#tools.pool, toEntryRow(event, this.#tools.nowMs()));
    } catch (error) {
      this.#tools.log.warn({ err: error }, 'The audit entry of an unsuccessful attempt cannot be stored.');
    }
  }
}
