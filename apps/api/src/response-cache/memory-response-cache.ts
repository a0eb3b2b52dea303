import { LRUCache } from 'lru-cache';
import type { CachedAnswer } from '../generation/cached-answer.ts';
import { type CacheKey, mostAnswerBytes, type ResponseCache } from '../generation/response-cache.ts';

/** The bounds of the cache: answers, and bytes of all answers. */
export type ResponseCacheBounds = { answers: number; bytes: number };

const defaultResponseCacheBounds: ResponseCacheBounds = { answers: 20_000, bytes: 64 * 1024 * 1024 };

/** The approximate size of an entry besides its answer, bytes. */
const entryBytes = 500;

/** Answers in the memory of this process, as JSON. The least recently read are dropped first. */
export class MemoryResponseCache implements ResponseCache {
  readonly #answers: LRUCache<string, Buffer>;

  /** `nowMs`: a monotonic clock. */
  constructor(nowMs: () => number, { answers, bytes }: ResponseCacheBounds = defaultResponseCacheBounds) {
    this.#answers = new LRUCache({
      max: answers,
      maxSize: bytes,
      maxEntrySize: Math.min(bytes, mostAnswerBytes + entryBytes),
      sizeCalculation: ({ byteLength }) => byteLength + entryBytes,
      perf: { now: nowMs },
      ttlResolution: 0,
    });
  }

  async read(key: CacheKey): Promise<CachedAnswer | null> {
    const json = this.#answers.get(placeOf(key));
    return json === undefined ? null : JSON.parse(json.toString());
  }

  write(key: CacheKey, answer: CachedAnswer, ttlMs: number): void {
    this.#answers.set(placeOf(key), Buffer.from(JSON.stringify(answer)), { ttl: ttlMs });
  }

  /** The bytes in use. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }
}

function placeOf({ workspaceId, digest }: CacheKey): string {
  return `${workspaceId}\n${digest}`;
}
