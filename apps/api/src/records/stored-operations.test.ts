import { afterEach, expect, it, vi } from 'vitest';
import { newId } from '../generation/new-id.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { operationKeepMs, pruneOperations, StoredOperations } from './stored-operations.ts';

const operation = { callerId: 'API_KEY:k:blue', clientId: 'one', fingerprint: 'hello', after: 0 };

describeOnEachDatabase('named operations', (test) => {
  let nowMs = Date.now();
  const stored = () => new StoredOperations({ pool: test.database.pool, nowMs: () => nowMs, onUnavailable: vi.fn() });
  afterEach(async () => {
    await test.database.pool.query('TRUNCATE client_operation');
  });

  it('are claimed once, also if two processes claim at once', async () => {
    const ids = Array.from({ length: 8 }, () => newId(nowMs));
    const claims = await Promise.all(ids.map((id) => stored().claim(operation, id)));
    const [winner, ...others] = ids.filter((_, index) => claims[index] === null);
    expect(others).toEqual([]);
    const earlier = { fingerprint: 'hello', generationId: winner };
    expect(claims.filter((claim) => claim !== null)).toEqual(Array.from({ length: 7 }, () => earlier));
    expect(await stored().find(operation)).toEqual(earlier);
  });

  it('are separate for each caller and name', async () => {
    await stored().claim(operation, newId(nowMs));
    expect(await stored().claim({ ...operation, callerId: 'API_KEY:k:red' }, newId(nowMs))).toBeNull();
    expect(await stored().claim({ ...operation, clientId: 'two' }, newId(nowMs))).toBeNull();
  });

  it('can be released, only by the claimer', async () => {
    const id = newId(nowMs);
    await stored().claim(operation, id);
    await stored().release(operation, newId(nowMs));
    expect(await stored().find(operation)).toMatchObject({ generationId: id });
    await stored().release(operation, id);
    expect(await stored().find(operation)).toBeNull();
  });

  it('are forgotten after a day', async () => {
    await stored().claim(operation, newId(nowMs));
    nowMs += operationKeepMs + 1_000;
    expect(await stored().claim({ ...operation, fingerprint: 'bye' }, newId(nowMs))).toBeNull();
    nowMs += 1_000;
    await pruneOperations(test.database.pool, new Date(nowMs));
    expect(await stored().find(operation)).toBeNull();
  });

  it('are unknown while the database is unavailable, which is reported once', async () => {
    const onUnavailable = vi.fn();
    const query = vi.fn((): Promise<unknown> => Promise.reject(new Error('away')));
    const pool = { query } as never;
    const away = new StoredOperations({ pool, nowMs: () => nowMs, onUnavailable });
    expect(await away.claim(operation, newId(nowMs))).toBeNull();
    expect(await away.find(operation)).toBeNull();
    expect(onUnavailable).toHaveBeenCalledTimes(1);
    query.mockResolvedValueOnce({ rows: [] });
    await away.find(operation);
    await away.find(operation);
    expect(onUnavailable).toHaveBeenCalledTimes(2);
  });
});
