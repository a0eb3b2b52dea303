import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type pg from 'pg';
import { type Repetition, repeat } from '../database/repeat.ts';

/** A running process, and its policy revision in force. */
export type Replica = { id: string; revision: number };

export type ReplicasOptions = {
  pool: pg.Pool;
  /** Whether no other process can use the database. Then nothing is written. */
  isAlone: boolean;
  /** Returns the revision in force here. */
  revision(): number;
  /** Puts a newer revision of another replica in force. */
  follow(): Promise<void>;
  onError(error: unknown): void;
};

/** The interval between checks for a newer revision, milliseconds. */
const followMs = 1_000;
/** The interval between heartbeats, milliseconds. */
const heartbeatMs = 5_000;
/** A replica without a heartbeat for this long is not listed. Seconds. */
const aliveS = 15;
/** The most replicas in one list. */
const mostListed = 1_000;

/** The replicas of the service. This replica follows the others' revisions, and reports its own. */
export class Replicas {
  /** The id of this process. */
  readonly id: string = `${hostname().slice(0, 60)}-${randomUUID().slice(0, 8)}`;
  readonly #options: ReplicasOptions;
  #repetition: Repetition | null = null;
  #written: { revision: number; atMs: number } | null = null;

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  /** Starts following. */
  start(): void {
    if (this.#options.isAlone) return;
    this.#repetition ??= repeat(followMs, () => this.#look(), this.#options.onError);
  }

  /** The live replicas, including this one, by id. */
  async list(): Promise<readonly Replica[]> {
    const own = { id: this.id, revision: this.#options.revision() };
    if (this.#options.isAlone) return [own];
    const { rows } = await this.#options.pool.query<Replica>(
      `SELECT id, revision FROM policy_replica WHERE seen_at > now() - make_interval(secs => $1) AND id <> $2
      ORDER BY id LIMIT ${mostListed}`,
      [aliveS, this.id],
    );
    return [...rows, own].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** Stops following, and removes this replica from the list. */
  async close(): Promise<void> {
    await this.#repetition?.stop();
    if (this.#written === null) return;
    this.#written = null;
    await this.#options.pool.query('DELETE FROM policy_replica WHERE id = $1', [this.id]).catch(this.#options.onError);
  }

  async #look(): Promise<void> {
    await this.#options.follow();
    const revision = this.#options.revision();
    const isDue = this.#written === null || performance.now() - this.#written.atMs >= heartbeatMs;
    if (!isDue && this.#written?.revision === revision) return;
    await this.#options.pool.query(
      `WITH gone AS (DELETE FROM policy_replica WHERE seen_at < now() - interval '1 hour')
      INSERT INTO policy_replica (id, revision, seen_at) VALUES ($1, $2, now())
      ON CONFLICT (id) DO UPDATE SET revision = EXCLUDED.revision, seen_at = EXCLUDED.seen_at`,
      [this.id, revision],
    );
    this.#written = { revision, atMs: performance.now() };
  }
}
