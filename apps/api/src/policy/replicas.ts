import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type pg from 'pg';
import { type Repetition, repeat } from '../database/repeat.ts';

/** A running process, and the revision of the policy that it has in force. */
export type Replica = { id: string; revision: number };

export type ReplicasOptions = {
  pool: pg.Pool;
  /** Whether no other process can use the database: then nothing is written. */
  isAlone: boolean;
  /** The revision in force here. */
  revision(): number;
  /** Puts a newer revision of another replica in force. */
  follow(): Promise<void>;
  onError(error: unknown): void;
};

/** The pause between two looks for a newer revision. Milliseconds. */
const followMs = 1_000;
/** A replica is written again after this. Milliseconds. */
const heartbeatMs = 5_000;
/** Without a sign of life for this long, a replica is not listed. Seconds. */
const aliveS = 15;
/** Replicas in one list. */
const mostListed = 1_000;

/** The replicas of the service: this one follows the others' revisions, and tells its own. */
export class Replicas {
  /** Of this process. */
  readonly id: string = `${hostname().slice(0, 60)}-${randomUUID().slice(0, 8)}`;
  readonly #options: ReplicasOptions;
  #repetition: Repetition | null = null;
  #written: { revision: number; atMs: number } | null = null;

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  /** Follows from now on. */
  start(): void {
    if (this.#options.isAlone) return;
    this.#repetition ??= repeat(followMs, () => this.#look(), this.#options.onError);
  }

  /** Those that are alive, this one included, by id. */
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

  /** Ends following, and takes this replica off the list. */
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
