import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export type CancelNoticesOptions = {
  pool: pg.Pool;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  onError(error: unknown): void;
};

const channel = 'penstock_cancel';
/** Before a lost connection is made again, milliseconds. */
const pauseMs = 1_000;

/** Carries the wish to end a generation to the replica that runs it, by LISTEN and NOTIFY of PostgreSQL. */
export class CancelNotices {
  readonly #options: CancelNoticesOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  #client: pg.Client | null = null;

  constructor(options: CancelNoticesOptions) {
    this.#options = options;
    this.#listening = this.#listen();
  }

  async send(id: string): Promise<void> {
    await this.#options.pool.query('SELECT pg_notify($1, $2)', [channel, id]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client?.end().catch(() => {});
    await this.#listening;
  }

  /** A connection of its own: one of the pool would be missing there. */
  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#listenOnce();
      } catch (error) {
        if (!signal.aborted) this.#options.onError(error);
      }
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Resolves when the connection has ended. */
  async #listenOnce(): Promise<void> {
    const client = new pg.Client(this.#options.pool.options);
    const ended = new Promise<void>((resolve, reject) => {
      client.once('end', resolve);
      client.once('error', reject);
    });
    ended.catch(() => {});
    client.on('notification', ({ payload }) => this.#options.cancelHere(payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      if (!this.#closing.signal.aborted) await ended;
    } finally {
      this.#client = null;
      client.end().catch(() => {});
    }
  }
}
