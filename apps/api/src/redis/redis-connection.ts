import type { createClient, ErrorReply, RedisClientType } from '@redis/client';
import { within } from '../events/within.ts';
import { type Redis, RedisAwayError, type RedisCommands } from './redis.ts';

/** The log for lost and restored connections. */
export interface RedisLog {
  info(message: string): void;
  warn(message: string): void;
}

export type RedisConnectionOptions = {
  /** A `redis:` or `rediss:` URL, with its password. Never logged. */
  url: string;
  log: RedisLog;
  library: { createClient: typeof createClient; ErrorReply: typeof ErrorReply };
};

/** The longest wait for one answer, and for a connection. Milliseconds. */
const answerMs = 2_000;
/** The interval between heartbeats on an idle connection, milliseconds. */
const heartbeatMs = 1_000;
/** The pause between attempts to connect, milliseconds. Doubles from the first value to the last. */
const firstPauseMs = 50;
const longestPauseMs = 2_000;
/** The most commands that wait for their answers. */
const mostWaiting = 50_000;

/** Errors of a Redis that starts, fails over or is blocked. A retry may succeed. */
const passing = /^(LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|BUSY)\b/;

const late = Symbol('late');

/**
 * The connection to Redis. A client of the library is used until it fails or stops answering. Then a new client
 * replaces it. This rule covers a closed connection, a frozen server and a network that drops packets.
 */
export class RedisConnection implements Redis {
  readonly #options: RedisConnectionOptions;
  readonly #channels = new Map<string, Set<(message: string) => void>>();
  readonly #returns = new Set<() => void>();
  #client: RedisClientType | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pauseMs = firstPauseMs;
  /** The reason why Redis is unavailable; null while it answers. */
  #absence: string | null = 'not connected yet';
  #isLogged = false;
  #isClosed = false;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
  }

  /** Connects. Rejects if Redis answers with a refusal. If Redis does not answer, resolves and keeps trying. */
  async open(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (this.#isRefusal(error)) throw error;
      this.#lose(null, error);
    }
  }

  get isAway(): boolean {
    return this.#client === null;
  }

  async ask<Reply>(work: (commands: RedisCommands) => Promise<Reply>): Promise<Reply> {
    const client = this.#client;
    if (client === null) throw this.#awayError();
    try {
      const reply = await within(answerMs, work(client), late);
      if (reply !== late) return reply;
      this.#lose(client, new Error(`no answer within ${answerMs} ms`));
    } catch (error) {
      if (this.#isReply(error) && !passing.test(error.message)) throw error;
      this.#lose(client, error);
    }
    throw this.#awayError();
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    const listeners = this.#channels.get(channel) ?? new Set();
    listeners.add(listener);
    if (listeners.size === 1) {
      this.#channels.set(channel, listeners);
      this.ask((commands) => commands.subscribe(channel, this.#hear)).catch(() => {});
    }
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#channels.delete(channel);
      this.ask((commands) => commands.unsubscribe(channel)).catch(() => {});
    };
  }

  onReturn(act: () => void): () => void {
    this.#returns.add(act);
    return () => void this.#returns.delete(act);
  }

  async check(): Promise<void> {
    if (this.#absence !== null) {
      throw new Error(`Redis is unavailable (${this.#absence}). Each replica continues with its own data.`);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    this.#absence = 'closed';
    if (client === null) return;
    await within(answerMs, client.close(), null).catch(() => {});
    discard(client);
  }

  async #connect(): Promise<void> {
    const client = this.#createClient();
    try {
      // The library limits the time to connect, but not the commands after it.
      const isReady = await within(2 * answerMs, this.#prepare(client), late);
      if (isReady === late) throw new Error(`no answer within ${2 * answerMs} ms`);
    } catch (error) {
      discard(client);
      throw error;
    }
    if (this.#isClosed) {
      discard(client);
      return;
    }
    client.on('error', (error) => this.#lose(client, error));
    this.#client = client;
    this.#absence = null;
    this.#pauseMs = firstPauseMs;
    if (this.#isLogged) this.#options.log.info('Redis is back.');
    this.#isLogged = false;
    this.#beatLater();
    // Channels that were added while it connected.
    for (const channel of this.#channels.keys()) {
      this.ask((commands) => commands.subscribe(channel, this.#hear)).catch(() => {});
    }
    for (const act of this.#returns) act();
  }

  #createClient(): RedisClientType {
    // The library's own reconnect would keep a silent connection, and would send outdated commands.
    const socket = { reconnectStrategy: false, connectTimeout: answerMs } as const;
    const { url } = this.#options;
    const client = this.#options.library.createClient({
      url,
      socket,
      disableOfflineQueue: true,
      commandsQueueMaxLength: mostWaiting,
      name: 'penstock',
      maintNotifications: 'disabled',
    });
    // An error without a listener would end the process. Each call gets its own error.
    client.on('error', () => {});
    return client as RedisClientType;
  }

  async #prepare(client: RedisClientType): Promise<void> {
    await client.connect();
    await client.ping();
  }

  readonly #hear = (message: string, channel: string): void => {
    for (const listener of this.#channels.get(channel) ?? []) listener(message);
  };

  /** Handles a client that no longer works. Null: no client was connected. */
  #lose(client: RedisClientType | null, error: unknown): void {
    if (this.#isClosed || client !== this.#client) return;
    this.#client = null;
    this.#absence = this.#describe(error);
    if (client !== null) discard(client);
    if (!this.#isLogged) {
      this.#isLogged = true;
      this.#options.log.warn(`Redis is unavailable (${this.#absence}): each replica continues with its own data.`);
    }
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    // Random, so that replicas do not reconnect all at once.
    const pauseMs = this.#pauseMs * (0.5 + Math.random() / 2);
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
    this.#timer = setTimeout(() => {
      this.#connect().catch((error: unknown) => this.#lose(null, error));
    }, pauseMs).unref();
  }

  #beatLater(): void {
    this.#timer = setTimeout(() => {
      this.ask((commands) => commands.ping()).then(
        () => this.#beatLater(),
        () => {},
      );
    }, heartbeatMs).unref();
  }

  #isReply(error: unknown): error is Error {
    return error instanceof this.#options.library.ErrorReply;
  }

  /** Whether another attempt would be refused again. */
  #isRefusal(error: unknown): boolean {
    if (this.#isReply(error)) return !passing.test(error.message);
    return error instanceof TypeError || error instanceof URIError;
  }

  /** A description without an address, which a library's text may contain. */
  #describe(error: unknown): string {
    const code = (error as { code?: unknown } | null)?.code;
    if (typeof code === 'string') return code;
    if (this.#isReply(error)) return error.message.split(' ', 1)[0] ?? 'refused';
    return error instanceof Error && error.message.startsWith('no answer') ? error.message : 'connection lost';
  }

  #awayError(): RedisAwayError {
    return new RedisAwayError(`Redis is unavailable (${this.#absence ?? 'connection lost'}).`);
  }
}

function discard(client: RedisClientType): void {
  try {
    client.destroy();
  } catch {
    // The client is closed already.
  }
}
