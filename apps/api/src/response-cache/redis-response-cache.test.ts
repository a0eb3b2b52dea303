import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { cachedAnswer, describeResponseCache } from '../testing/describe-response-cache.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { RedisResponseCache } from './redis-response-cache.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
/** Long enough for a busy machine. */
const soon = { timeout: 10_000 };

describe.skipIf(program === null)(`answers in Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let redis: Redis;
  const log = { info: () => {}, warn: () => {} };

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    redis = await openRedis(server.url, log);
  });
  afterAll(async () => {
    await redis.close();
    await server.remove();
  });

  describeResponseCache('in Redis', async () => {
    await redis.ask((commands) => commands.flushDb());
    return {
      cache: new RedisResponseCache(redis),
      // Expiries are moved closer, so that no test has to wait.
      advance: (ms) =>
        redis.ask(async (commands) => {
          for (const key of await commands.keys('*')) {
            const restMs = (await commands.pTTL(key)) - ms;
            await (restMs > 0 ? commands.pExpire(key, restMs) : commands.del(key));
          }
        }),
    };
  });

  test('are read by other replicas, and by none while Redis is unavailable', async () => {
    const key = { workspaceId: 'w', digest: 'd' };
    const other = await openRedis(server.url, log);
    const [first, second] = [new RedisResponseCache(redis), new RedisResponseCache(other)];
    first.write(key, cachedAnswer('Four.'), 60_000);
    await vi.waitFor(async () => expect(await second.read(key)).toEqual(cachedAnswer('Four.')), soon);
    await server.stop();
    expect(await second.read(key)).toBeNull();
    first.write(key, cachedAnswer('Five.'), 60_000);
    await other.close();
  });
});
