import { createHash, randomUUID } from 'node:crypto';
import type { RateLimits } from '../access/viewer.ts';
import type { Admitted, RateLimiter, RateRefusal, RateRequest, RateStatus } from '../generation/rate-limiter.ts';
import type { Redis, RedisCommands } from '../redis/redis.ts';
import { MemoryRateLimiter } from './memory-rate-limiter.ts';
import { admitScript, renewScript, settleScript } from './rate-scripts.ts';

export type RedisRateLimiterOptions = {
  redis: Redis;
  /** A monotonic clock. */
  elapsedMs(): number;
  /** Epoch milliseconds. Default: the clock of Redis, which all replicas share. */
  nowMs?(): number;
  log: { warn(message: string): void };
};

/** The time for which a running generation keeps its place after its replica has stopped. Milliseconds. */
const leaseMs = 30_000;
/** The time between two renewals of the leases, milliseconds. */
const renewMs = 10_000;
/** The most leases in one command. */
const mostRenewed = 1_000;
/** As in memory: an ended generation frees a place at any time. */
const placeRetryMs = 1_000;

/**
 * The limits of keys, counted by Redis for all replicas together. This process keeps a copy of the remaining amounts.
 * While Redis is unavailable it counts alone, from that copy.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #options: RedisRateLimiterOptions;
  readonly #memory: MemoryRateLimiter;
  /** The ids of running generations, by key. */
  readonly #running = new Map<string, Set<string>>();
  readonly #renewal: NodeJS.Timeout;
  readonly #leaveReturns: () => void;
  #isAlone = false;

  constructor(options: RedisRateLimiterOptions) {
    this.#options = options;
    this.#memory = new MemoryRateLimiter(options.elapsedMs);
    this.#renewal = setInterval(() => this.#renew(), renewMs).unref();
    this.#leaveReturns = options.redis.onReturn(() => {
      this.#isAlone = false;
      this.#loadScripts();
      this.#renew();
    });
    this.#loadScripts();
  }

  async admit(request: RateRequest): Promise<Admitted | RateRefusal> {
    const { apiKeyId, limits, tokens } = request;
    const { requestsPerMinute, tokensPerMinute, concurrency } = limits;
    if (requestsPerMinute === null && tokensPerMinute === null && concurrency === null) {
      return this.#memory.admit(request);
    }
    const id = randomUUID();
    let reply: string[];
    try {
      reply = await this.#run(admit, keysOf(apiKeyId), [...this.#head(limits), `${tokens}`, id, `${leaseMs}`]);
    } catch {
      return this.#admitAlone(request);
    }
    const [refused = '', waitMs = '0', ...left] = reply;
    if (refused !== '') {
      this.#copy(apiKeyId, limits, left);
      return refusalOf(refused as keyof RateLimits, limits, Number(waitMs));
    }
    const admitted = this.#memory.take(request);
    this.#copy(apiKeyId, limits, left);
    this.#noteRunning(apiKeyId, id, limits);
    return { type: 'admitted', settle: this.#settleOnce(request, id, admitted) };
  }

  status(apiKeyId: string, limits: RateLimits): RateStatus {
    return this.#memory.status(apiKeyId, limits);
  }

  /** Rejects with one sentence for `/readyz` while the limits apply per replica. */
  async check(): Promise<void> {
    if (this.#options.redis.isAway) throw new Error('The limits of keys apply per replica while Redis is unavailable.');
  }

  close(): void {
    clearInterval(this.#renewal);
    this.#leaveReturns();
  }

  #admitAlone(request: RateRequest): Promise<Admitted | RateRefusal> {
    if (!this.#isAlone) this.#options.log.warn('The limits of keys apply per replica until Redis is back.');
    this.#isAlone = true;
    return this.#memory.admit(request);
  }

  #settleOnce({ apiKeyId, limits, tokens }: RateRequest, id: string, admitted: Admitted): Admitted['settle'] {
    let isSettled = false;
    return (used) => {
      if (isSettled) return;
      isSettled = true;
      admitted.settle(used);
      this.#forgetRunning(apiKeyId, id);
      this.#run(settle, keysOf(apiKeyId), [...this.#head(limits), `${used - tokens}`, id]).then(
        (left) => this.#copy(apiKeyId, limits, left),
        // Its lease ends, and time refills its bucket.
        () => {},
      );
    };
  }

  /**
   * Loads the scripts before their first use. Otherwise Redis answers an unknown script with an error, and the repeated
   * command runs after later ones.
   */
  #loadScripts(): void {
    const load = (commands: RedisCommands) =>
      Promise.all([admit, settle, renew].map(({ text }) => commands.scriptLoad(text)));
    this.#options.redis.ask(load).catch(() => {});
  }

  #noteRunning(apiKeyId: string, id: string, { concurrency }: RateLimits): void {
    if (concurrency === null) return;
    const ids = this.#running.get(apiKeyId) ?? new Set();
    ids.add(id);
    this.#running.set(apiKeyId, ids);
  }

  #forgetRunning(apiKeyId: string, id: string): void {
    const ids = this.#running.get(apiKeyId);
    if (ids?.delete(id) === true && ids.size === 0) this.#running.delete(apiKeyId);
  }

  /** Long generations keep their places, also if Redis has lost its memory. */
  #renew(): void {
    for (const [apiKeyId, ids] of this.#running) {
      const [, places] = keysOf(apiKeyId);
      const all = [...ids];
      for (let from = 0; from < all.length; from += mostRenewed) {
        const leases = [this.#nowText(), `${leaseMs}`, ...all.slice(from, from + mostRenewed)];
        this.#run(renew, [places], leases).catch(() => {});
      }
    }
  }

  #copy(apiKeyId: string, limits: RateLimits, [requests = '', tokens = '']: readonly string[]): void {
    const levelOf = (text: string): number | null => (text === '' ? null : Number(text));
    this.#memory.set(apiKeyId, limits, { requests: levelOf(requests), tokens: levelOf(tokens) });
  }

  #head({ requestsPerMinute, tokensPerMinute, concurrency }: RateLimits): readonly string[] {
    return [this.#nowText(), ...[requestsPerMinute, tokensPerMinute, concurrency].map((limit) => `${limit ?? ''}`)];
  }

  #nowText(): string {
    return `${this.#options.nowMs?.() ?? ''}`;
  }

  async #run(script: Script, keys: readonly string[], values: readonly string[]): Promise<string[]> {
    const input = { keys: [...keys], arguments: [...values] };
    const reply = await this.#options.redis.ask((commands) => evaluate(commands, script, input));
    return reply as string[];
  }
}

type Script = { text: string; digest: string };

const admit = scriptOf(admitScript);
const settle = scriptOf(settleScript);
const renew = scriptOf(renewScript);

function scriptOf(text: string): Script {
  return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its digest, or by its text if Redis does not have it, as after its start. */
async function evaluate(commands: RedisCommands, script: Script, input: { keys: string[]; arguments: string[] }) {
  try {
    return await commands.evalSha(script.digest, input);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return commands.eval(script.text, input);
  }
}

/** The braces keep both on one server of a cluster. */
function keysOf(apiKeyId: string): readonly [string, string] {
  return [`penstock:rate:{${apiKeyId}}`, `penstock:rate:{${apiKeyId}}:running`];
}

function refusalOf(limit: keyof RateLimits, limits: RateLimits, waitMs: number): RateRefusal {
  const retryAfterMs = limit === 'concurrency' ? placeRetryMs : waitMs;
  return { type: 'refused', limit, allowed: limits[limit] ?? 0, retryAfterMs };
}
