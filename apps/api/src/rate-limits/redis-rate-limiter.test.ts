import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RateLimits } from '../access/viewer.ts';
import type { RateLimiter } from '../generation/rate-limiter.ts';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { describeRateLimiter } from '../testing/describe-rate-limiter.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { RedisRateLimiter } from './redis-rate-limiter.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
/** Long enough for a busy machine. */
const soon = { timeout: 10_000 };
const none: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };

describe.skipIf(program === null)(`limits over Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let opened: { redis: Redis; limiter: RedisRateLimiter }[] = [];
  let redis: Redis;
  let lines: string[] = [];
  const log = { info: () => {}, warn: (line: string) => void lines.push(line) };

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    redis = await openRedis(server.url, log);
  });
  afterEach(async () => {
    for (const { limiter } of opened) limiter.close();
    await Promise.all(opened.map((one) => one.redis.close()));
    opened = [];
    lines = [];
  });
  afterAll(async () => {
    await redis.close();
    await server.remove();
  });

  async function openReplica(nowMs?: () => number): Promise<{ redis: Redis; limiter: RedisRateLimiter }> {
    const own = await openRedis(server.url, log);
    const elapsedMs = nowMs ?? (() => performance.now());
    const limiter = new RedisRateLimiter({ redis: own, elapsedMs, log, ...(nowMs !== undefined && { nowMs }) });
    opened.push({ redis: own, limiter });
    return { redis: own, limiter };
  }

  async function admitted(limiter: RateLimiter, count: number, limits: RateLimits, apiKeyId: string, tokens = 0) {
    const asked = Array.from({ length: count }, () => limiter.admit({ apiKeyId, limits, tokens }));
    return (await Promise.all(asked)).filter((answer) => answer.type === 'admitted');
  }

  // Each test of the suite has its own keys.
  describeRateLimiter('over Redis', () => {
    let nowMs = 1_000_000;
    const limiter = new RedisRateLimiter({ redis, elapsedMs: () => nowMs, nowMs: () => nowMs, log });
    const own = randomUUID();
    return {
      limiter: {
        admit: (request) => limiter.admit({ ...request, apiKeyId: `${own}-${request.apiKeyId}` }),
        status: (apiKeyId, limits) => limiter.status(`${own}-${apiKeyId}`, limits),
      },
      advance(ms) {
        nowMs += ms;
      },
    };
  });

  test('apply over all replicas together, to the request and the token', async () => {
    const now = () => 5_000_000;
    const [one, other] = await Promise.all([openReplica(now), openReplica(now)]);
    const counts = async (limits: RateLimits, key: string, tokens = 0) =>
      (await Promise.all([one, other].map(({ limiter }) => admitted(limiter, 100, limits, key, tokens)))).flat().length;
    expect(await counts({ ...none, requestsPerMinute: 60 }, 'shared-requests')).toBe(60);
    expect(await counts({ ...none, tokensPerMinute: 1_000 }, 'shared-tokens', 40)).toBe(25);
    expect(await counts({ ...none, concurrency: 7 }, 'shared-places')).toBe(7);
  });

  test('free a place on one replica for another, and give back tokens', async () => {
    const [one, other] = await Promise.all([openReplica(), openReplica()]);
    const limits = { ...none, concurrency: 1, tokensPerMinute: 1_000 };
    const [first] = await admitted(one.limiter, 1, limits, 'k', 900);
    expect(await admitted(other.limiter, 1, limits, 'k', 10)).toHaveLength(0);
    first?.settle(100);
    await vi.waitFor(async () => expect(await admitted(other.limiter, 1, limits, 'k', 800)).toHaveLength(1), soon);
  });

  test('give back the places of a stopped replica when their leases end', async () => {
    let nowMs = 5_000_000;
    const [gone, other] = await Promise.all([openReplica(() => nowMs), openReplica(() => nowMs)]);
    const limits = { ...none, concurrency: 2 };
    expect(await admitted(gone.limiter, 5, limits, 'leased')).toHaveLength(2);
    nowMs += 29_000;
    expect(await admitted(other.limiter, 5, limits, 'leased')).toHaveLength(0);
    nowMs += 2_000;
    expect(await admitted(other.limiter, 5, limits, 'leased')).toHaveLength(2);
  });

  test('apply per replica while Redis is unavailable, log that once, and are shared again automatically', async () => {
    const limits = { ...none, requestsPerMinute: 10, concurrency: 10 };
    const now = () => 5_000_000;
    const [one, other] = await Promise.all([openReplica(now), openReplica(now)]);
    const running = await admitted(one.limiter, 4, limits, 'away');
    await server.stop();
    await vi.waitFor(() => expect([one.redis.isAway, other.redis.isAway]).toEqual([true, true]), soon);
    lines = [];
    expect(await admitted(one.limiter, 20, limits, 'away')).toHaveLength(6);
    expect(await admitted(other.limiter, 20, limits, 'away')).toHaveLength(10);
    expect(lines).toEqual(Array(2).fill('The limits of keys apply per replica until Redis is back.'));
    await expect(one.limiter.check()).rejects.toThrow(
      'The limits of keys apply per replica while Redis is unavailable.',
    );
    await server.start();
    await vi.waitFor(() => expect([one.redis.isAway, other.redis.isAway]).toEqual([false, false]), { timeout: 9_000 });
    await expect(one.limiter.check()).resolves.toBeUndefined();
    // Redis has lost its memory; the four running generations keep their places.
    await vi.waitFor(async () => expect(await admitted(other.limiter, 20, limits, 'away')).toHaveLength(6), soon);
    for (const { settle } of running) settle(0);
  });
});
