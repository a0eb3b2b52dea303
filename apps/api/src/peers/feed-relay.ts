import type { FeedEvent, FeedSharing } from '../generation/generation-feed.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { decodeFeedEvent, encodeFeedEvent } from './event-text.ts';
import { send } from './message.ts';
import { keys } from './stream-keys.ts';

export type FeedRelayOptions = {
  redis: Redis;
  /** The id of this replica. */
  replicaId: string;
  onError(error: unknown): void;
};

/** Events are gathered for this long, then sent to Redis together. Milliseconds. */
const gatherMs = 20;
/** The most events that wait for Redis. Beyond it, the oldest is dropped. */
const mostWaiting = 1_000;
/** An event with more characters is dropped. Without content, only a caller's own texts are long. */
const mostCharacters = 65_536;
/** A replica without an announcement for this long no longer reads the feed. Milliseconds. */
const silentMs = 6_000;

/**
 * Sends starts and ends of generations between replicas, over one channel. A replica with a reader announces it with
 * each heartbeat. Nothing is sent while no other replica has a reader. Events that are lost while Redis is unavailable
 * are not sent again; the list of generations contains them.
 */
export class FeedRelay implements FeedSharing {
  readonly #options: FeedRelayOptions;
  readonly #watchers = new Map<string, number>();
  readonly #waiting: string[] = [];
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  #unsubscribe: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: FeedRelayOptions) {
    this.#options = options;
  }

  publish(read: () => FeedEvent): void {
    if (!this.#hasWatcher()) return;
    const text = encodeFeedEvent(read());
    if (text.length > mostCharacters) return;
    if (this.#waiting.length >= mostWaiting) this.#waiting.shift();
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => this.#send(), gatherMs).unref();
  }

  watch(listener: (event: FeedEvent) => void): () => void {
    const { redis } = this.#options;
    this.#listeners.add(listener);
    this.#unsubscribe ??= redis.subscribe(keys.feed, (text) => this.#hear(text));
    redis.ask((commands) => Promise.all(this.announce(commands))).catch(() => {});
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    };
  }

  /** Announces to all others that this replica has a reader, if it does. */
  announce(commands: RedisCommands): readonly Promise<unknown>[] {
    if (this.#listeners.size === 0) return [];
    return [send(commands, keys.replicas, { type: 'watches', replica: this.#options.replicaId })];
  }

  /** Records that another replica has a reader. */
  noteWatcher(replicaId: string, nowMs: number): void {
    if (replicaId !== this.#options.replicaId) this.#watchers.set(replicaId, nowMs);
  }

  #hasWatcher(): boolean {
    if (this.#watchers.size === 0) return false;
    const silentSinceMs = performance.now() - silentMs;
    for (const [id, heardAtMs] of this.#watchers) if (heardAtMs < silentSinceMs) this.#watchers.delete(id);
    return this.#watchers.size > 0;
  }

  #send(): void {
    this.#timer = null;
    const content = JSON.stringify({ replica: this.#options.replicaId, events: this.#waiting.splice(0) });
    this.#options.redis.ask((commands) => commands.publish(keys.feed, content)).catch(() => {});
  }

  #hear(text: string): void {
    try {
      // Written by `#send` on a replica.
      const { replica, events } = JSON.parse(text) as { replica: string; events: readonly string[] };
      if (replica === this.#options.replicaId) return;
      for (const event of events.map(decodeFeedEvent)) for (const listener of this.#listeners) listener(event);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
