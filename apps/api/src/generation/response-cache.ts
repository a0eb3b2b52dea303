import type { CachedAnswer } from './cached-answer.ts';

/** Where an answer is kept. One workspace never reads what another has written. */
export type CacheKey = {
  workspaceId: string;
  /** Of the whole call, and of who may serve it. */
  digest: string;
};

/**
 * Answers to calls that were made before, word for word. Only plain data goes in and comes out, so replicas can share
 * them. Every implementation passes `describeResponseCache` in `apps/api/src/testing`.
 */
export interface ResponseCache {
  /** The answer to the same call; null where none is kept. Never rejects: a cache that is away keeps nothing. */
  read(key: CacheKey): Promise<CachedAnswer | null>;

  /** Keeps an answer for this time, milliseconds; one that is too large is not kept. Returns at once and never throws. */
  write(key: CacheKey, answer: CachedAnswer, ttlMs: number): void;
}

/** The most bytes of one answer as JSON. A larger one is not kept. */
export const mostAnswerBytes = 1024 * 1024;
