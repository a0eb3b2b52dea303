import { within } from '../events/within.ts';
import type { SessionPin, SessionPins } from '../generation/session-pins/session-pins.ts';
import type { Redis } from '../redis/redis.ts';
import { MemorySessionPins } from './memory-session-pins.ts';

/** A request waits no longer for the place of its session. Milliseconds. */
const longestWaitMs = 50;

export type RedisSessionPinsOptions = { redis: Redis; elapsedMs(): number };

/**
 * The pins of sessions in Redis, for all replicas. Each pin has its end there, and Redis bounds their bytes (`maxmemory`).
 * What this replica has kept itself serves while Redis is away, late, or has lost it.
 */
export class RedisSessionPins implements SessionPins {
  readonly #redis: Redis;
  readonly #own: MemorySessionPins;

  constructor({ redis, elapsedMs }: RedisSessionPinsOptions) {
    this.#redis = redis;
    this.#own = new MemorySessionPins(elapsedMs);
  }

  /** What other replicas know is in Redis. */
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

  /** Null where Redis has none, or is away. */
  #read(key: string): Promise<string | null> {
    return this.#redis.ask((commands) => commands.get(placeOf(key))).catch(() => null);
  }
}

/** The number is that of the form of a pin: replicas of another version do not read it. */
function placeOf(key: string): string {
  return `penstock:session:1:${key}`;
}
