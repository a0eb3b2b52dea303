import { randomUUID } from 'node:crypto';
import { LocalBreakers, systemClock } from '@penstock/router';
import { describeHealthStore } from '@penstock/router/conformance';
import { buildModel } from '@penstock/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { sampleAttempt } from '../testing/sample-generation.ts';
import { RedisHealth } from './redis-health.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
/** Long enough for a busy machine. */
const soon = { timeout: 10_000 };
const models = ['a/one', 'b/two'].map((id) => buildModel(id));
const catalog = { models, find: (id: string) => models.find((model) => model.id === id) };

describe.skipIf(program === null)(`health over Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let redis: Redis;
  const opened: { redis: Redis; health: RedisHealth }[] = [];
  const log = { info: () => {}, warn: () => {} };

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    redis = await openRedis(server.url, log);
  });
  afterAll(async () => {
    for (const { health } of opened) health.close();
    await Promise.all(opened.map((one) => one.redis.close()));
    await redis.close();
    await server.remove();
  });

  // Each test of the suite has its own channel.
  describeHealthStore('over Redis', (options) => new RedisHealth(options, redis, randomUUID()));

  async function openTwo() {
    const channel = randomUUID();
    const open = async (): Promise<RedisHealth> => {
      const own = await openRedis(server.url, log);
      const breakers = new LocalBreakers({ clock: systemClock });
      const options = { clock: systemClock, breakers, catalog: () => catalog, accountHint: () => null };
      const health = new RedisHealth(options, own, channel);
      opened.push({ redis: own, health });
      return health;
    };
    const both = [await open(), await open()] as const;
    const listeners = async () => (await redis.ask((commands) => commands.pubSubNumSub(channel)))[channel];
    await vi.waitFor(async () => expect(await listeners()).toBe(2), soon);
    return both;
  }

  const attempt = (facts: Parameters<typeof sampleAttempt>[0]) =>
    sampleAttempt({ modelId: 'a/one', providerId: 'a', ...facts });

  test('tells every replica that a provider refuses the account, and that it recovered', async () => {
    const [one, other] = await openTwo();
    one.attemptEnded(
      attempt({ outcome: 'failed', errorKind: 'authentication', errorMessage: 'The key is wrong.', usage: null }),
    );
    await vi.waitFor(
      () =>
        expect(other.read('a/one')).toMatchObject({ status: 'UNAVAILABLE', reason: expect.stringContaining('key') }),
      soon,
    );
    expect(other.readProvider('a').isMisconfigured).toBe(true);
    other.attemptEnded(attempt({}));
    await vi.waitFor(() => expect(one.readProvider('a').status).toBe('AVAILABLE'), soon);
  });

  test('publishes the result of a probe', async () => {
    const [one, other] = await openTwo();
    const answer = { isReachable: false, modelNames: [], errorKind: 'connection', errorMessage: 'refused' } as const;
    one.probeEnded({ providerId: 'b', latencyMs: 5, checkedAtMs: Date.now(), ...answer }, {});
    await vi.waitFor(() => expect(other.readProvider('b')).toEqual(one.readProvider('b')), soon);
    expect(other.readProvider('b').status).toBe('UNAVAILABLE');
  });

  test('publishes a fair sample of much traffic', async () => {
    const [one, other] = await openTwo();
    const failure = { outcome: 'failed', errorKind: 'server-error', errorMessage: 'm', usage: null } as const;
    for (let calls = 0; calls < 4_000; calls += 1) one.attemptEnded(attempt(calls % 2 === 0 ? {} : failure));
    await vi.waitFor(() => expect(other.read('a/one').successRate).not.toBeNull(), soon);
    expect(other.read('a/one').successRate).toBeGreaterThan(0.3);
    expect(other.read('a/one').successRate).toBeLessThan(0.7);
  });
});
