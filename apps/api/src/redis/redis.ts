import type { RedisClientType } from '@redis/client';

/** The commands of Redis, on this replica's connection. Commands of one tick are sent together. */
export type RedisCommands = RedisClientType;

/** Redis does not answer now. Each replica continues with its own data, and tries again when `onReturn` fires. */
export class RedisAwayError extends Error {
  override name = 'RedisAwayError';
}

/**
 * The Redis or Valkey that replicas share, over one connection. It reconnects automatically. No command waits longer
 * than 2 s for an answer.
 */
export interface Redis {
  /** Whether Redis does not answer now. */
  readonly isAway: boolean;

  /**
   * Runs commands, such as `redis.ask((commands) => commands.get('key'))`. Several commands of one `work` are sent
   * together. Rejects immediately with a `RedisAwayError` while Redis is unavailable, and after 2 s without an answer.
   * A command that was already sent may have taken effect. An error of Redis itself is passed on.
   */
  ask<Reply>(work: (commands: RedisCommands) => Promise<Reply>): Promise<Reply>;

  /**
   * Delivers the messages of a channel until the returned function is called. The subscription survives a lost
   * connection, but messages during that time are lost. Read important state again in `onReturn`.
   */
  subscribe(channel: string, listener: (message: string) => void): () => void;

  /**
   * Calls `act` each time Redis has returned, after the subscriptions are restored. Redis may have lost its data. The
   * returned function stops this.
   */
  onReturn(act: () => void): () => void;

  /** Rejects with one sentence for `/readyz` while Redis is unavailable. */
  check(): Promise<void>;

  /** Closes the connection. */
  close(): Promise<void>;
}
