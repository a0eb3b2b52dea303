import type { RateLimits } from '../access/viewer.ts';
import type {
  Admitted,
  RateLimiter,
  RateRefusal,
  RateRequest,
  RateStatus,
  RateWindow,
} from '../generation/rate-limiter.ts';
import { TokenBucket } from './token-bucket.ts';

type Use = { requests: TokenBucket | null; tokens: TokenBucket | null; running: number };

/** The most keys in memory. Beyond it, keys without running generations and with full buckets are dropped. */
const mostKeys = 10_000;
/** An ended generation frees a place at any time. After this time a client usually finds a place. */
const placeRetryMs = 1_000;

/** The limits of keys, counted in this process. `nowMs`: a monotonic clock. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #nowMs: () => number;
  readonly #uses = new Map<string, { use: Use; limits: RateLimits }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async admit(request: RateRequest): Promise<Admitted | RateRefusal> {
    const { apiKeyId, limits, tokens } = request;
    return refusalOf(this.#useOf(apiKeyId, limits), limits, tokens) ?? this.take(request);
  }

  /** Counts a generation that was admitted elsewhere. */
  take({ apiKeyId, limits, tokens }: RateRequest): Admitted {
    const use = this.#useOf(apiKeyId, limits);
    use.requests?.take(1);
    use.tokens?.take(tokens);
    use.running++;
    let isSettled = false;
    return {
      type: 'admitted',
      settle: (used) => {
        if (isSettled) return;
        isSettled = true;
        use.running--;
        use.tokens?.take(used - tokens);
      },
    };
  }

  status(apiKeyId: string, limits: RateLimits): RateStatus {
    const { requests, tokens } = this.#useOf(apiKeyId, limits);
    return {
      requests: windowOf(requests, limits.requestsPerMinute),
      tokens: windowOf(tokens, limits.tokensPerMinute),
    };
  }

  /** Sets the remaining amounts of a key from another counter; null if that has no such limit. */
  set(apiKeyId: string, limits: RateLimits, left: Readonly<Record<'requests' | 'tokens', number | null>>): void {
    const use = this.#useOf(apiKeyId, limits);
    const nowMs = this.#nowMs();
    if (left.requests !== null) use.requests?.set(left.requests, nowMs);
    if (left.tokens !== null) use.tokens?.set(left.tokens, nowMs);
  }

  /** The number of keys in memory. */
  get size(): number {
    return this.#uses.size;
  }

  #useOf(apiKeyId: string, limits: RateLimits): Use {
    const nowMs = this.#nowMs();
    const known = this.#uses.get(apiKeyId);
    if (known === undefined && this.#uses.size >= mostKeys) this.#dropIdle(nowMs);
    const use = known?.use ?? { requests: null, tokens: null, running: 0 };
    use.requests = refilled(use.requests, limits.requestsPerMinute, nowMs);
    use.tokens = refilled(use.tokens, limits.tokensPerMinute, nowMs);
    if (known?.limits !== limits) this.#uses.set(apiKeyId, { use, limits });
    return use;
  }

  #dropIdle(nowMs: number): void {
    for (const [id, { use, limits }] of this.#uses) {
      const requests = refilled(use.requests, limits.requestsPerMinute, nowMs);
      const tokens = refilled(use.tokens, limits.tokensPerMinute, nowMs);
      const isFull =
        (requests === null || requests.isFull(limits.requestsPerMinute ?? 0)) &&
        (tokens === null || tokens.isFull(limits.tokensPerMinute ?? 0));
      if (use.running === 0 && isFull) this.#uses.delete(id);
    }
  }
}

/** The bucket of a limit now; null without a limit. A new limit begins with a full bucket. */
function refilled(bucket: TokenBucket | null, perMinute: number | null, nowMs: number): TokenBucket | null {
  if (perMinute === null) return null;
  if (bucket === null) return new TokenBucket(perMinute, nowMs);
  bucket.refill(perMinute, nowMs);
  return bucket;
}

/** The refusal of a request with this many tokens; null if it is admitted. */
function refusalOf({ requests, tokens, running }: Use, limits: RateLimits, amount: number): RateRefusal | null {
  const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
  if (concurrency !== null && running >= concurrency) {
    return { type: 'refused', limit: 'concurrency', allowed: concurrency, retryAfterMs: placeRetryMs };
  }
  if (requests !== null && requestsPerMinute !== null) {
    const retryAfterMs = requests.waitMs(1, requestsPerMinute);
    if (retryAfterMs > 0) {
      return { type: 'refused', limit: 'requestsPerMinute', allowed: requestsPerMinute, retryAfterMs };
    }
  }
  if (tokens !== null && tokensPerMinute !== null) {
    const retryAfterMs = tokens.waitMs(amount, tokensPerMinute);
    if (retryAfterMs > 0) return { type: 'refused', limit: 'tokensPerMinute', allowed: tokensPerMinute, retryAfterMs };
  }
  return null;
}

function windowOf(bucket: TokenBucket | null, limit: number | null): RateWindow | null {
  if (bucket === null || limit === null) return null;
  return { limit, remaining: bucket.remaining, resetMs: bucket.waitMs(limit, limit) };
}
