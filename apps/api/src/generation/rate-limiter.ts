import type { RateLimits } from '../access/viewer.ts';

/** A generation that asks to be admitted. */
export type RateRequest = {
  /** The id of the key. */
  apiKeyId: string;
  limits: RateLimits;
  /** The estimate of its tokens: the prompt as counted, and the answer as limited or expected. */
  tokens: number;
};

/** An admitted generation. It counts as running until `settle`. */
export type Admitted = {
  type: 'admitted';
  /** Ends it, with the tokens that it has used instead of the estimate. Later calls have no effect. */
  settle(tokens: number): void;
};

/** A refused generation. It has used nothing of the limits. */
export type RateRefusal = {
  type: 'refused';
  limit: keyof RateLimits;
  /** Of that limit. */
  allowed: number;
  /** When the same request may be admitted, if no other comes first. Milliseconds. */
  retryAfterMs: number;
};

/** What is left of one limit per minute. */
export type RateWindow = {
  limit: number;
  /** At least 0. */
  remaining: number;
  /** Until all of it is left again. Milliseconds. */
  resetMs: number;
};

/** What a key has left. Null where it has no such limit. */
export type RateStatus = { requests: RateWindow | null; tokens: RateWindow | null };

/**
 * Limits of keys per minute and at once. Requests and tokens are token buckets: a whole minute's amount may be used at
 * once, and it is refilled evenly.
 */
export interface RateLimiter {
  /** Takes one request, the estimated tokens and a place, or nothing. */
  admit(request: RateRequest): Promise<Admitted | RateRefusal>;
  /** What a key has left, as this process last heard of it. */
  status(apiKeyId: string, limits: RateLimits): RateStatus;
}
