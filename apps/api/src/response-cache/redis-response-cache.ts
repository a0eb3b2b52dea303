import type { CachedAnswer } from '../generation/cached-answer.ts';
import { type CacheKey, mostAnswerBytes, type ResponseCache } from '../generation/response-cache.ts';
import type { Redis } from '../redis/redis.ts';

/**
 * Answers in Redis, for all replicas. Redis bounds their bytes (`maxmemory`), and each answer expires. While Redis is
 * unavailable no answer is stored.
 */
export class RedisResponseCache implements ResponseCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async read(key: CacheKey): Promise<CachedAnswer | null> {
    try {
      const json = await this.#redis.ask((commands) => commands.get(placeOf(key)));
      return json === null ? null : (JSON.parse(json) as CachedAnswer);
    } catch {
      return null;
    }
  }

  write(key: CacheKey, answer: CachedAnswer, ttlMs: number): void {
    const json = JSON.stringify(answer);
    const place = placeOf(key);
    const isKept = Buffer.byteLength(json) <= mostAnswerBytes;
    const expiration = { type: 'PX', value: Math.ceil(ttlMs) } as const;
    this.#redis
      .ask<unknown>((commands) => (isKept ? commands.set(place, json, { expiration }) : commands.del(place)))
      .catch(() => {});
  }
}

/** The number is the version of an answer's form: replicas with another version do not read it. */
function placeOf({ workspaceId, digest }: CacheKey): string {
  return `penstock:answer:1:${workspaceId}:${digest}`;
}
