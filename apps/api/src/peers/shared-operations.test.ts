import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientOperation } from '../generation/generation-request.ts';
import type { OperationClaim } from '../generation/operation-claims.ts';
import { openRedis } from '../redis/open-redis.ts';
import { type Redis, RedisAwayError } from '../redis/redis.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { SharedOperations, type SharedOperationsOptions } from './shared-operations.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
const operation: ClientOperation = { callerId: 'me', clientId: 'one', fingerprint: 'f', after: 0 };
const claimOf = (generationId: string): OperationClaim => ({ fingerprint: 'f', generationId });

/** Claims of a database in memory, which may be unavailable. */
class FakeStored {
  isAway = false;
  readonly claims = new Map<string, OperationClaim>();

  async claim({ clientId, fingerprint }: ClientOperation, generationId: string): Promise<OperationClaim | null> {
    if (this.isAway) return null;
    const earlier = this.claims.get(clientId) ?? null;
    if (earlier === null) this.claims.set(clientId, { fingerprint, generationId });
    return earlier;
  }

  async find({ clientId }: ClientOperation): Promise<OperationClaim | null> {
    return this.isAway ? null : (this.claims.get(clientId) ?? null);
  }

  async release({ clientId }: ClientOperation, generationId: string): Promise<void> {
    if (!this.isAway && this.claims.get(clientId)?.generationId === generationId) this.claims.delete(clientId);
  }
}

describe.skipIf(program === null)(`named operations [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let redis: Redis;
  let stored: FakeStored;
  beforeAll(async () => {
    server = await startRedis(program ?? '');
    redis = await openRedis(server.url, { info: () => {}, warn: () => {} });
  });
  afterAll(async () => {
    await redis.close();
    await server.remove();
  });
  beforeEach(async () => {
    stored = new FakeStored();
    await redis.ask((commands) => commands.flushDb());
  });
  const replica = (changes: Partial<SharedOperationsOptions> = {}) =>
    new SharedOperations({ redis, stored, ...changes });
  const timesLeft = async (): Promise<readonly number[]> => {
    const keys = await redis.ask((commands) => commands.keys('*'));
    return Promise.all(keys.map((key) => redis.ask((commands) => commands.pTTL(key))));
  };

  test('start once while the database is unavailable, if two replicas receive them at the same time', async () => {
    stored.isAway = true;
    const claims = await Promise.all([replica().claim(operation, 'a'), replica().claim(operation, 'b')]);
    const [loser] = claims.filter((claim) => claim !== null);
    expect(claims.filter((claim) => claim === null)).toHaveLength(1);
    expect(claims[loser?.generationId === 'a' ? 0 : 1]).toBeNull();
    expect(await replica().find(operation)).toEqual(loser);
    expect((await timesLeft())[0]).toBeGreaterThan(23 * 3_600_000);
  });

  test('are known when the database becomes unavailable after their start', async () => {
    expect(await replica().claim(operation, 'a')).toBeNull();
    stored.isAway = true;
    expect(await replica().claim(operation, 'b')).toEqual(claimOf('a'));
    expect((await timesLeft())[0]).toBeLessThanOrEqual(600_000);
  });

  test('are known when the database returns after their start', async () => {
    stored.isAway = true;
    expect(await replica().claim(operation, 'a')).toBeNull();
    stored.isAway = false;
    expect(await replica().claim(operation, 'b')).toEqual(claimOf('a'));
    expect(stored.claims.size).toBe(0);
    expect(await replica().claim(operation, 'c')).toEqual(claimOf('a'));
  });

  test('may be retried after a refusal', async () => {
    expect(await replica().claim(operation, 'a')).toBeNull();
    await replica().release(operation, 'other');
    expect(await replica().find(operation)).toEqual(claimOf('a'));
    await replica().release(operation, 'a');
    expect(await replica().find(operation)).toBeNull();
    expect(await replica().claim(operation, 'b')).toBeNull();
  });

  test('start with the database alone while Redis is unavailable', async () => {
    const away = { ...redis, isAway: true, ask: () => Promise.reject(new RedisAwayError('It is away.')) } as Redis;
    expect(await replica({ redis: away }).claim(operation, 'a')).toBeNull();
    expect(await replica({ redis: away }).claim(operation, 'b')).toEqual(claimOf('a'));
    await replica({ redis: away }).release(operation, 'a');
    expect(await replica({ redis: away }).find(operation)).toBeNull();
  });

  test('of different callers and names are separate', async () => {
    stored.isAway = true;
    await replica().claim(operation, 'a');
    expect(await replica().claim({ ...operation, callerId: 'you' }, 'b')).toBeNull();
    expect(await replica().claim({ ...operation, clientId: 'two' }, 'c')).toBeNull();
  });
});
