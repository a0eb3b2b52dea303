import { randomUUID } from 'node:crypto';
import { type BreakersOptions, type CallResult, systemClock } from '@penstock/router';
import { describeBreakers } from '@penstock/router/conformance';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { RedisBreakers } from './redis-breakers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
/** Long enough for a busy machine. */
const soon = { timeout: 10_000 };
const failed: CallResult = { type: 'failed', retryAfterMs: null, isRateLimit: false };

describe.skipIf(program === null)(`breakers over Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let redis: Redis;
  let opened: { redis: Redis; breakers: RedisBreakers }[] = [];
  const log = { info: () => {}, warn: () => {} };

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    redis = await openRedis(server.url, log);
  });
  afterEach(async () => {
    for (const { breakers } of opened) breakers.close();
    await Promise.all(opened.map((one) => one.redis.close()));
    opened = [];
  });
  afterAll(async () => {
    await redis.close();
    await server.remove();
  });

  // Each test of the suite has its own channel.
  describeBreakers('over Redis', (options) => ({
    breakers: new RedisBreakers(options, redis, randomUUID()),
    settled: () => Promise.resolve(),
  }));

  /** Two replicas that receive each other's changes. */
  async function openTwo(options: Partial<BreakersOptions> = {}) {
    const place = randomUUID();
    const open = async (): Promise<RedisBreakers> => {
      const own = await openRedis(server.url, log);
      const breakers = new RedisBreakers({ clock: systemClock, ...options }, own, place);
      opened.push({ redis: own, breakers });
      return breakers;
    };
    const both = [await open(), await open()] as const;
    await vi.waitFor(
      async () => expect((await redis.ask((commands) => commands.pubSubNumSub(place)))[place]).toBe(2),
      soon,
    );
    return { place, open, both };
  }

  function fail(breakers: RedisBreakers, result: CallResult = failed, times = 5): void {
    for (let calls = 0; calls < times; calls += 1) {
      const entry = breakers.enter('m');
      if (entry.type === 'admitted') breakers.settle(entry.permit, result);
    }
  }

  test('open and close on every replica, and notify the listeners there', async () => {
    let skewMs = 0;
    const clock = { ...systemClock, nowMs: () => Date.now() + skewMs };
    const { both } = await openTwo({ clock, coolDownMs: 60_000, longestCoolDownMs: 60_000 });
    const [one, other] = both;
    const heard: string[] = [];
    other.subscribe((modelId) => heard.push(`${modelId} ${other.read(modelId).state}`));
    fail(one);
    await vi.waitFor(() => expect(other.read('m').state).toBe('OPEN'), soon);
    expect(other.read('m')).toEqual(one.read('m'));
    expect(other.enter('m')).toMatchObject({ type: 'refused', because: 'open' });
    skewMs = 61_000;
    expect(other.read('m').state).toBe('HALF_OPEN');
    const told = new Promise<void>((resolve) => one.subscribe(() => resolve()));
    const probe = other.enter('m');
    if (probe.type !== 'admitted') throw new Error('The cool-down is over.');
    await told;
    expect(one.enter('m')).toMatchObject({ type: 'refused', because: 'probing' });
    other.settle(probe.permit, { type: 'succeeded' });
    await vi.waitFor(() => expect(one.read('m').state).toBe('CLOSED'), soon);
    expect(heard[0]).toBe('m OPEN');
  });

  test("apply a provider's Retry-After on every replica", async () => {
    const [one, other] = (await openTwo()).both;
    fail(one, { type: 'failed', retryAfterMs: 20_000, isRateLimit: true }, 1);
    await vi.waitFor(
      () => expect(other.enter('m')).toMatchObject({ type: 'refused', because: 'held', isRateLimit: true }),
      soon,
    );
  });

  test('are equal on all replicas after concurrent changes', async () => {
    const [one, other] = (await openTwo({ coolDownMs: 20_000, longestCoolDownMs: 60_000 })).both;
    for (let rounds = 0; rounds < 20; rounds += 1) {
      fail(one);
      fail(other);
      fail(one, { type: 'failed', retryAfterMs: 30_000 + rounds, isRateLimit: false }, 1);
    }
    await vi.waitFor(() => expect(one.read('m')).toEqual(other.read('m')), soon);
    expect(one.read('m').state).toBe('OPEN');
  });

  test('are known to a replica that starts later', async () => {
    const { both, open } = await openTwo({ coolDownMs: 20_000, longestCoolDownMs: 20_000 });
    fail(both[0]);
    await vi.waitFor(() => expect(both[1].read('m').state).toBe('OPEN'), soon);
    const late = await open();
    await vi.waitFor(() => expect(late.read('m')).toEqual(both[0].read('m')), soon);
  });

  // The last test, because it ends the connections of the others.
  test('work alone while Redis is unavailable, and publish their phases when it returns empty', async () => {
    const { both } = await openTwo({ coolDownMs: 60_000, longestCoolDownMs: 60_000 });
    const [one, other] = both;
    await server.stop();
    await vi.waitFor(() => expect(opened.every((replica) => replica.redis.isAway)).toBe(true), soon);
    fail(one);
    expect([one.read('m').state, other.read('m').state]).toEqual(['OPEN', 'CLOSED']);
    expect(other.enter('m').type).toBe('admitted');
    await server.start();
    await vi.waitFor(() => expect(other.read('m')).toEqual(one.read('m')), { timeout: 10_000 });
  });
});
