import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError } from '../database-error.ts';
import { isDatabaseUnavailable } from '../is-database-unavailable.ts';
import type { Log } from '../log.ts';
import { repeat } from '../repeat.ts';

/** The interval between probes of a server, and the timeout of a probe, milliseconds. */
export type BeatLimits = { everyMs: number; answerMs: number };

const usualBeatLimits: BeatLimits = { everyMs: 1_000, answerMs: 2_500 };

export type WatchTools = {
  connection: pg.PoolConfig;
  /** A guarded pool. It fails immediately while the server does not answer. */
  pool: pg.Pool;
  description: string;
  log: Log;
};

/** Tracks whether a server answers. */
export type ServerWatch = {
  /** The reason why the server is unavailable now; null while it answers. */
  readonly outage: DatabaseError | null;
  /** Stops the probes and closes their connection. */
  stop(): Promise<void>;
};

/**
 * Probes a server once a second, over its own connection. When the server does not answer, waiting queries fail and new
 * connections of the pool are refused, until the first answer. So a frozen server, or a network that drops packets,
 * delays callers once and not on every query.
 */
export function watchServer(tools: WatchTools, limits: BeatLimits = usualBeatLimits): ServerWatch {
  const { connection, pool, description, log } = tools;
  const guard = guardPool(pool);
  let asking: { client: pg.Client; socket: Socket } | null = null;
  let outage: DatabaseError | null = null;

  function drop(): void {
    // A clean close would wait for a server that does not answer.
    asking?.socket.destroy();
    asking = null;
  }

  async function ask(): Promise<void> {
    if (asking === null) {
      const socket = new Socket();
      const client = new pg.Client({ ...connection, connectionTimeoutMillis: 0, stream: () => socket });
      client.on('error', () => {
        if (asking?.client === client) drop();
      });
      asking = { client, socket };
      await client.connect();
    }
    await asking.client.query('SELECT 1');
  }

  async function askInTime(): Promise<void> {
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(async () => {
      // If this process stalled, an answer may already be in the socket.
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      reject(new SilenceError(`no answer within ${limits.answerMs} ms`));
    }, limits.answerMs);
    try {
      await Promise.race([ask(), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that merely closed is opened again before the server counts as unavailable. */
  async function beat(): Promise<void> {
    const hadConnection = asking !== null;
    try {
      await askInTime();
    } catch (error) {
      drop();
      if (hadConnection && !(error instanceof SilenceError)) return beat();
      throw error;
    }
  }

  function enter(error: unknown): void {
    // A server that refuses an additional connection does answer.
    if (!(error instanceof SilenceError) && !isDatabaseUnavailable(error)) return;
    const reason = error instanceof Error ? error.message : String(error);
    const isNew = outage === null;
    outage = new DatabaseError(`${description} does not answer (${reason}).`, { cause: error });
    if (!isNew) return;
    log.error(`${outage.message} Queries are refused at once until it answers.`);
    guard.close(reason);
  }

  function leave(): void {
    if (outage === null) return;
    outage = null;
    guard.open();
    log.info(`${description} answers again.`);
  }

  const beats = repeat(
    limits.everyMs,
    () => beat().then(leave, enter),
    () => {},
  );
  return {
    get outage() {
      return outage;
    },
    async stop() {
      // If the server does not answer, this ends the probe as well.
      drop();
      await beats.stop();
      drop();
    },
  };
}

class SilenceError extends Error {
  override name = 'SilenceError';
}

/** The error of queries while the server is known to be unavailable. `isDatabaseUnavailable` knows its code. */
class UnavailableError extends Error {
  override name = 'UnavailableError';
  readonly code = 'ETIMEDOUT';
}

type Connect = () => Promise<pg.PoolClient>;
type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

type Guard = {
  /** Ends running queries, and refuses new queries. */
  close(reason: string): void;
  open(): void;
};

/** Makes a pool refuse connections while its server is unavailable. */
function guardPool(pool: pg.Pool): Guard {
  const connectUnguarded = pool.connect.bind(pool) as Connect;
  const busy = new Set<pg.PoolClient>();
  const waiting = new Set<(error: Error) => void>();
  let outage: string | null = null;
  pool.on('acquire', (client) => busy.add(client));
  pool.on('release', (_error, client) => busy.delete(client as pg.PoolClient));

  async function connect(): Promise<pg.PoolClient> {
    if (outage !== null) throw new UnavailableError(outage);
    const { promise: refusal, reject } = Promise.withResolvers<never>();
    waiting.add(reject);
    let isRefused = false;
    refusal.catch(() => {
      isRefused = true;
    });
    const connecting = connectUnguarded().then((client) => {
      if (isRefused) client.release();
      return client;
    });
    try {
      return await Promise.race([connecting, refusal]);
    } finally {
      waiting.delete(reject);
    }
  }

  // The pool's own `query` also gets its connections from here.
  pool.connect = ((callback?: ConnectCallback) => {
    if (callback === undefined) return connect();
    connect().then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }) as pg.Pool['connect'];

  return {
    close(reason) {
      outage = `The database does not answer (${reason}).`;
      for (const refuse of waiting) refuse(new UnavailableError(outage));
      // Closes the connection immediately if a query still waits for its answer. The query fails with it.
      for (const client of busy) void (client as unknown as pg.Client).end().catch(() => {});
    },
    open() {
      outage = null;
    },
  };
}
