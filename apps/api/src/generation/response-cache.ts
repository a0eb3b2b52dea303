import type { CachedAnswer } from './cached-answer.ts';

/** The place of an answer in the cache. A workspace never reads the answers of another. */
export type CacheKey = {
  workspaceId: string;
  /** A digest of the whole call, and of the models that may serve it. */
  digest: string;
};

/**
 * Stores answers of earlier calls, word for word. Only plain data goes in and comes out, so replicas can share it.
 * Every implementation passes `describeResponseCache` in `apps/api/src/testing`.
 */
export interface ResponseCache {
  /** The answer to the same call; null if there is none. Never rejects: an unavailable cache has no answers. */
  read(key: CacheKey): Promise<CachedAnswer | null>;

  /**
   * Stores an answer for this time, milliseconds. An answer that is too large is not stored. Returns at once and never
   * throws.
   */
  write(key: CacheKey, answer: CachedAnswer, ttlMs: number): void;
}

/** The most bytes of one answer as JSON. A larger answer is not stored. */
export const mostAnswerBytes = 1024 * 1024;
