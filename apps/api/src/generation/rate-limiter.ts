import type { RateLimits } from '../access/viewer.ts';

/** A generation that asks to be admitted. */
export type RateRequest = {
  /** The id of the key. */
  apiKeyId: string;
  limits: RateLimits;
  /** The estimated tokens: the counted prompt, and the answer as limited or expected. */
  tokens: number;
};

/** An admitted generation. It counts as running until `settle`. */
export type Admitted = {
  type: 'admitted';
  /** Ends it, and replaces the estimate by the tokens that it has used. Later calls have no effect. */
  settle(tokens: number): void;
};

/** A refused generation. It has used nothing of the limits. */
export type RateRefusal = {
  type: 'refused';
  limit: keyof RateLimits;
  /** The value of that limit. */
  allowed: number;
  /** The wait until the same request may be admitted, if no other comes first. Milliseconds. */
  retryAfterMs: number;
};

/** The remaining amount of one limit per minute. */
export type RateWindow = {
  limit: number;
  /** At least 0. */
  remaining: number;
  /** The time until the full amount is available again. Milliseconds. */
  resetMs: number;
};

/** The remaining amounts of a key. Null: the key has no such limit. */
export type RateStatus = { requests: RateWindow | null; tokens: RateWindow | null };

/**
 * Limits the requests and tokens of keys per minute, and their generations at once. Requests and tokens are token
 * buckets: the amount of a whole minute may be used at once, and it refills evenly.
 */
export interface RateLimiter {
  /** Takes one request, the estimated tokens and a place among the running generations, or nothing. */
  admit(request: RateRequest): Promise<Admitted | RateRefusal>;
  /** The remaining amounts of a key, as this process last knew them. */
  status(apiKeyId: string, limits: RateLimits): RateStatus;
}
