import pg from 'pg';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { inTransaction } from '../database/in-transaction.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { findPostgres, howToGetPostgres, startPostgres } from '../testing/postgres-server.ts';
import { LaneQueue } from './lane-queue.ts';

const [one, two] = ['01a1fc0d-639c-7659-a51f-000000000001', '01a1fc0d-639c-7659-a51f-000000000002'];

describeOnEachDatabase('the queue of lanes', (on) => {
  let queue: LaneQueue;
  beforeAll(async () => {
    queue = new LaneQueue({ database: on.database, log: silentLog });
    await queue.open();
    return () => queue.close();
  });
  const add = (batchId: string, count: number) =>
    inTransaction(on.database.pool, (client) => queue.add(batchId, count, client));

  test('gives each lane to one holder, and requeues a lane behind the waiting lanes', async () => {
    await add(one, 2);
    await add(two, 1);
    const first = await queue.take(2);
    expect(first.map(({ batchId }) => batchId)).toEqual([one, one]);
    const [kept, ended] = first;
    if (kept === undefined || ended === undefined) throw new Error('Two lanes were taken.');
    await queue.requeue(kept);
    await queue.end(ended);
    const rest = [...(await queue.take(1)), ...(await queue.take(10))];
    expect(rest.map(({ batchId }) => batchId)).toEqual([two, one]);
    expect(await queue.take(10)).toEqual([]);
    await queue.touch(rest);
    await queue.freeAll();
    const again = await queue.take(10);
    expect(again.map(({ id }) => id).sort()).toEqual(rest.map(({ id }) => id).sort());
    // The first holder comes back. The lanes belong to another holder by now.
    for (const lane of rest) await queue.requeue(lane);
    expect(await queue.take(10)).toEqual([]);
    for (const lane of again) await queue.giveUp(lane);
    expect(await queue.take(10)).toHaveLength(2);
  });

  test('adds no lane if its transaction fails', async () => {
    const failing = inTransaction(on.database.pool, async (client) => {
      await queue.add(one, 3, client);
      throw new Error('Not stored.');
    });
    await expect(failing).rejects.toThrow('Not stored.');
    expect(await queue.take(10)).toEqual([]);
  });
});

const binaries = findPostgres();

describe.skipIf(binaries === null)(`a role without rights [${binaries ?? howToGetPostgres}]`, () => {
  it('gets an error that names the missing right', async () => {
    const server = await startPostgres(binaries ?? '');
    const connectionString = await server.createDatabase();
    const admin = new pg.Client({ connectionString });
    await admin.connect();
    await admin.query("CREATE ROLE weak LOGIN PASSWORD 'weak'");
    await admin.end();
    const url = new URL(connectionString);
    [url.username, url.password] = ['weak', 'weak'];
    const pool = new pg.Pool({ connectionString: url.href });
    const queue = new LaneQueue({ database: { pool, kind: 'server' }, log: silentLog });
    await expect(queue.open()).rejects.toMatchObject({ code: 'INTERNAL', message: /grant CREATE/ });
    await pool.end();
    await server.remove();
  });
});
