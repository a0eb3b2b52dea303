import type { RedisClientType } from '@redis/client';

/** The commands of Redis, on the connection of this replica. Those of one tick go over the wire together. */
export type RedisCommands = RedisClientType;

/** Redis does not answer now. Each replica goes on with what it knows, and tries again when `onReturn` says so. */
export class RedisAwayError extends Error {
  override name = 'RedisAwayError';
}

/**
 * The Redis or Valkey that replicas share, over one connection. It connects again by itself. Nothing waits longer than
 * 2 s for an answer.
 */
export interface Redis {
  /** Whether it does not answer now. */
  readonly isAway: boolean;

  /**
   * Asks it something, as `redis.ask((commands) => commands.get('key'))`. Several commands of one `work` are sent
   * together. Rejects with a `RedisAwayError` at once while it is away, and when no answer has come after 2 s. A command
   * that was sent by then may have had its effect. What Redis refuses rejects with its own error.
   */
  ask<Reply>(work: (commands: RedisCommands) => Promise<Reply>): Promise<Reply>;

  /**
   * Hears the messages of a channel from now on, until the returned function is called. It outlives a lost connection,
   * but the messages of that time are gone: read what matters again in `onReturn`.
   */
  subscribe(channel: string, listener: (message: string) => void): () => void;

  /**
   * `act` is called each time Redis has returned, when the subscriptions stand again. Its memory may be empty by then.
   * The returned function ends it.
   */
  onReturn(act: () => void): () => void;

  /** Rejects with one sentence for `/readyz` while it is away. */
  check(): Promise<void>;

  /** Ends the connection. */
  close(): Promise<void>;
}
