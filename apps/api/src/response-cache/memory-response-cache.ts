import { LRUCache } from 'lru-cache';
import type { CachedAnswer } from '../generation/cached-answer.ts';
import { type CacheKey, mostAnswerBytes, type ResponseCache } from '../generation/response-cache.ts';

/** The bounds of the cache: answers, and bytes over all of them. */
export type ResponseCacheBounds = { answers: number; bytes: number };

const defaultResponseCacheBounds: ResponseCacheBounds = { answers: 20_000, bytes: 64 * 1024 * 1024 };

/** About what an entry takes beside its answer, bytes. */
const entryBytes = 500;

/** Answers in the memory of this process, as JSON. The ones that were not read for the longest time leave first. */
export class MemoryResponseCache implements ResponseCache {
  readonly #answers: LRUCache<string, Buffer>;

  /** `nowMs`: of a clock that is never set. */
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

  /** The bytes that are kept. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }
}

function placeOf({ workspaceId, digest }: CacheKey): string {
  return `${workspaceId}\n${digest}`;
}
