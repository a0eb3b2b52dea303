import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';

describeOnEachDatabase('an open database', (test) => {
  it('answers a ping', async () => {
    await expect(test.database.ping()).resolves.toBeUndefined();
  });

  it('serves SQL and Prisma on the same tables', async () => {
    const { pool, prisma } = test.database;
    await prisma.modelConfiguration.create({
      data: { id: 'openai/gpt', providerId: 'openai', settings: { quality: 1 } },
    });
    const { rows } = await pool.query('SELECT id, settings FROM model_configuration');
    expect(rows).toEqual([{ id: 'openai/gpt', settings: { quality: 1 } }]);
  });

  it('keeps the transactions of two callers apart', async () => {
    const { pool } = test.database;
    await pool.query('CREATE TABLE IF NOT EXISTS counter (n int)');
    const writer = await pool.connect();
    await writer.query('BEGIN');
    await writer.query('INSERT INTO counter VALUES (1)');
    const seen = pool.query<{ n: string }>('SELECT count(*) AS n FROM counter').then(({ rows }) => rows[0]?.n);
    await sleep(50);
    await writer.query('ROLLBACK');
    writer.release();
    expect(await seen).toBe('0');
  });

  it('rolls an interactive transaction of Prisma back when it throws', async () => {
    const { prisma } = test.database;
    const failing = prisma.$transaction(async (transaction) => {
      await transaction.modelConfiguration.create({ data: { id: 'lost/model', providerId: 'lost' } });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await prisma.modelConfiguration.findUnique({ where: { id: 'lost/model' } })).toBeNull();
  });

  it('returns each of many concurrent callers its own answer', async () => {
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const answers = await Promise.all(
      numbers.map(async (number) => {
        if (number % 5 === 0)
          await expect(test.database.pool.query('SELECT 1 / 0')).rejects.toThrow('division by zero');
        return (await test.database.pool.query<{ n: number }>('SELECT $1::int AS n', [number])).rows[0]?.n;
      }),
    );
    expect(answers).toEqual(numbers);
  });
});
