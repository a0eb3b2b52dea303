import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { describeSessionPins, samplePin } from '../testing/describe-session-pins.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { RedisSessionPins } from './redis-session-pins.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
/** Long enough for a busy machine. */
const soon = { timeout: 10_000 };
const moved = { ...samplePin, modelId: 'c/d' };

describe.skipIf(program === null)(`sessions in Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let redis: Redis;
  let other: Redis;
  const log = { info: () => {}, warn: () => {} };

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    [redis, other] = await Promise.all([openRedis(server.url, log), openRedis(server.url, log)]);
  });
  afterAll(async () => {
    await Promise.all([redis.close(), other.close()]);
    await server.remove();
  });

  const openPins = (): RedisSessionPins[] =>
    [redis, other].map((one) => new RedisSessionPins({ redis: one, elapsedMs: () => 0 }));

  test('are not waited for if Redis does not answer in time', async () => {
    const silent = { ...redis, isAway: false, ask: () => new Promise<never>(() => {}) } as Redis;
    const pins = new RedisSessionPins({ redis: silent, elapsedMs: () => 0 });
    pins.keep('s', samplePin);
    expect(await pins.find('s')).toEqual(samplePin);
    expect(await pins.find('t')).toBeNull();
  });

  describeSessionPins('in Redis', async () => {
    await redis.ask((commands) => commands.flushDb());
    let nowMs = 0;
    return {
      pins: new RedisSessionPins({ redis, elapsedMs: () => nowMs }),
      // Expiries are moved closer, so that no test has to wait.
      advance: async (ms) => {
        nowMs += ms;
        await redis.ask(async (commands) => {
          for (const key of await commands.keys('*')) {
            const restMs = (await commands.pTTL(key)) - ms;
            await (restMs > 0 ? commands.pExpire(key, restMs) : commands.del(key));
          }
        });
      },
    };
  });

  test('follow a move by another replica', async () => {
    const [first, second] = openPins();
    first?.keep('shared', samplePin);
    await vi.waitFor(async () => expect(await second?.find('shared')).toEqual(samplePin), soon);
    second?.keep('shared', moved);
    await vi.waitFor(async () => expect(await first?.find('shared')).toEqual(moved), soon);
  });

  test("are found in the replica's own memory while Redis is unavailable, and when it has lost them", async () => {
    const [first, second] = openPins();
    await redis.ask((commands) => commands.flushDb());
    await server.stop();
    await vi.waitFor(() => expect([redis.isAway, other.isAway]).toEqual([true, true]), soon);
    first?.keep('t', samplePin);
    expect([first?.find('t'), second?.find('t')]).toEqual([samplePin, null]);
    await server.start();
    await vi.waitFor(() => expect([redis.isAway, other.isAway]).toEqual([false, false]), soon);
    expect(await first?.find('t')).toEqual(samplePin);
    expect(await second?.find('t')).toBeNull();
    first?.keep('t', moved);
    await vi.waitFor(async () => expect(await second?.find('t')).toEqual(moved), soon);
  });
});
