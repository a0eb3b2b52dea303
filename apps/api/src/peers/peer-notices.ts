import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export type PeerNoticesOptions = {
  pool: pg.Pool;
  /** Ends a generation that runs here. */
  cancelHere(id: string): void;
  /** Lets go of one that has ended here. */
  forgetHere(id: string): void;
  onError(error: unknown): void;
};

const channel = 'penstock_cancel';
const forgetting = 'forget ';
/** Before a lost connection is made again, milliseconds. */
const pauseMs = 1_000;

/** Carries what replicas ask of each other's generations, by LISTEN and NOTIFY of PostgreSQL. */
export class PeerNotices {
  readonly #options: PeerNoticesOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  #client: pg.Client | null = null;

  constructor(options: PeerNoticesOptions) {
    this.#options = options;
    this.#listening = this.#listen();
  }

  /** Asks the replica that runs a generation to end it. */
  cancel(id: string): Promise<void> {
    return this.#send(id);
  }

  /** Asks all to let go of an ended one. Replicas of an older version know no such one by that name. */
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
