import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export type PeerNoticesOptions = {
  pool: pg.Pool;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  /** Drops a generation that has ended here. */
  forgetHere(id: string): void;
  onError(error: unknown): void;
};

const channel = 'penstock_cancel';
const forgetting = 'forget ';
/** The pause before a lost connection is opened again, milliseconds. */
const pauseMs = 1_000;

/** Sends requests about generations between replicas, by LISTEN and NOTIFY of PostgreSQL. */
export class PeerNotices {
  readonly #options: PeerNoticesOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  #client: pg.Client | null = null;

  constructor(options: PeerNoticesOptions) {
    this.#options = options;
    this.#listening = this.#listen();
  }

  /** Requests the replica that runs a generation to end it. */
  cancel(id: string): Promise<void> {
    return this.#send(id);
  }

  /** Requests all replicas to drop an ended generation. Replicas of an older version ignore this notice. */
  forget(id: string): Promise<void> {
    return this.#send(forgetting + id);
  }

  async #send(text: string): Promise<void> {
    await this.#options.pool.query('SELECT pg_notify($1, $2)', [channel, text]);
  }

  #take(text: string): void {
    if (text.startsWith(forgetting)) this.#options.forgetHere(text.slice(forgetting.length));
    else this.#options.cancelHere(text);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client?.end().catch(() => {});
    await this.#listening;
  }

  /** Uses its own connection. It would otherwise occupy one of the pool. */
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
    client.on('notification', ({ payload }) => this.#take(payload ?? ''));
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
