import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError } from '../database-error.ts';
import { isDatabaseUnavailable } from '../is-database-unavailable.ts';
import type { Log } from '../log.ts';
import { repeat } from '../repeat.ts';

/** How often a server is asked, and how long it may take. Milliseconds. */
export type BeatLimits = { everyMs: number; answerMs: number };

const usualBeatLimits: BeatLimits = { everyMs: 1_000, answerMs: 2_500 };

export type WatchTools = {
  connection: pg.PoolConfig;
  /** Guarded: while the server says nothing, nobody waits for it. */
  pool: pg.Pool;
  description: string;
  log: Log;
};

/** Knows whether a server answers. */
export type ServerWatch = {
  /** Why the server cannot be used at this moment; null while it answers. */
  readonly absence: DatabaseError | null;
  /** Stops asking and lets go of its connection. */
  stop(): Promise<void>;
};

/**
 * Asks a server once a second, over a connection of its own, whether it answers. Once it does not, queries that wait for it
 * fail, connections of the pool are refused at once, and both end with the first answer: a server that is frozen, or behind a
 * network that swallows packets, costs callers seconds once and not each time.
 */
export function watchServer(tools: WatchTools, limits: BeatLimits = usualBeatLimits): ServerWatch {
  const { connection, pool, description, log } = tools;
  const guard = guardPool(pool);
  let asking: { client: pg.Client; socket: Socket } | null = null;
  let absence: DatabaseError | null = null;

  function drop(): void {
    // A goodbye would wait for a server that says nothing.
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
      // An answer may lie in the socket where this process itself stood still.
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      reject(new SilenceError(`no answer within ${limits.answerMs} ms`));
    }, limits.answerMs);
    try {
      await Promise.race([ask(), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that was merely ended is opened again before the server counts as away. */
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
    // A server that refuses one connection more does answer.
    if (!(error instanceof SilenceError) && !isDatabaseUnavailable(error)) return;
    const reason = error instanceof Error ? error.message : String(error);
    const isNew = absence === null;
    absence = new DatabaseError(`${description} does not answer (${reason}).`, { cause: error });
    if (!isNew) return;
    log.error(`${absence.message} What needs it is refused at once until it does.`);
    guard.close(reason);
  }

  function leave(): void {
    if (absence === null) return;
    absence = null;
    guard.open();
    log.info(`${description} answers again.`);
  }

  const beats = repeat(
    limits.everyMs,
    () => beat().then(leave, enter),
    () => {},
  );
  return {
    get absence() {
      return absence;
    },
    async stop() {
      // Where the server says nothing, this ends the question as well.
      drop();
      await beats.stop();
      drop();
    },
  };
}

class SilenceError extends Error {
  override name = 'SilenceError';
}

/** What a query fails with while the server is known to be away; its code is one that `isDatabaseUnavailable` knows. */
class AwayError extends Error {
  override name = 'AwayError';
  readonly code = 'ETIMEDOUT';
}

type Connect = () => Promise<pg.PoolClient>;
type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

type Guard = {
  /** Ends what is under way, and refuses what comes. */
  close(reason: string): void;
  open(): void;
};

/** Makes a pool refuse connections while its server is away. */
function guardPool(pool: pg.Pool): Guard {
  const connectUnguarded = pool.connect.bind(pool) as Connect;
  const busy = new Set<pg.PoolClient>();
  const waiting = new Set<(error: Error) => void>();
  let away: string | null = null;
  pool.on('acquire', (client) => busy.add(client));
  pool.on('release', (_error, client) => busy.delete(client as pg.PoolClient));

  async function connect(): Promise<pg.PoolClient> {
    if (away !== null) throw new AwayError(away);
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

  // The pool's own `query` takes its connections from here too.
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
      away = `The database does not answer (${reason}).`;
      for (const refuse of waiting) refuse(new AwayError(away));
      // Ends the connection at once where a query has no answer yet, and the query with it.
      for (const client of busy) void (client as unknown as pg.Client).end().catch(() => {});
    },
    open() {
      away = null;
    },
  };
}
