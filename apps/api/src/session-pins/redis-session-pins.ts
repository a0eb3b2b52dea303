import { within } from '../events/within.ts';
import type { SessionPin, SessionPins } from '../generation/session-pins/session-pins.ts';
import type { Redis } from '../redis/redis.ts';
import { MemorySessionPins } from './memory-session-pins.ts';

/** The longest wait of a request for its session's pin, milliseconds. */
const longestWaitMs = 50;

export type RedisSessionPinsOptions = { redis: Redis; elapsedMs(): number };

/**
 * The pins of sessions in Redis, for all replicas. Each pin expires there, and Redis bounds their bytes (`maxmemory`).
 * This replica's own copy is used if Redis is unavailable, is late, or has lost the pin.
 */
export class RedisSessionPins implements SessionPins {
  readonly #redis: Redis;
  readonly #own: MemorySessionPins;

  constructor({ redis, elapsedMs }: RedisSessionPinsOptions) {
    this.#redis = redis;
    this.#own = new MemorySessionPins(elapsedMs);
  }

  /** While Redis is available, it may have the pins of other replicas. */
  get isEmpty(): boolean {
    return this.#redis.isAway && this.#own.isEmpty;
  }

  find(key: string): SessionPin | null | Promise<SessionPin | null> {
    return this.#redis.isAway ? this.#own.find(key) : this.#ask(key);
  }

  keep(key: string, pin: SessionPin): void {
    this.#own.keep(key, pin);
    const expiration = { type: 'PX', value: Math.ceil(pin.ttlMs) } as const;
    this.#redis.ask((commands) => commands.set(placeOf(key), JSON.stringify(pin), { expiration })).catch(() => {});
  }

  async #ask(key: string): Promise<SessionPin | null> {
    const json = await within(longestWaitMs, this.#read(key), null);
    return json === null ? this.#own.find(key) : (JSON.parse(json) as SessionPin);
  }

  /** Null if Redis has none, or is unavailable. */
  #read(key: string): Promise<string | null> {
    return this.#redis.ask((commands) => commands.get(placeOf(key))).catch(() => null);
  }
}

/** The number is the version of a pin's form: replicas with another version do not read it. */
function placeOf(key: string): string {
  return `penstock:session:1:${key}`;
}
