import type pg from 'pg';
import { expect, it, vi } from 'vitest';
import { interruptedGeneration } from '../generation/interrupted.ts';
import { newId } from '../generation/new-id.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { writeRunning } from './write-running.ts';

vi.setConfig({ testTimeout: 60_000 });

const plans = ['hashjoin', 'mergejoin', 'material', 'hashagg', 'sort'].map((kind) => `SET LOCAL enable_${kind} = off;`);

/** A pool whose transactions use nested-loop joins, as a planner without statistics may. `taken`: the rows of each. */
function nestedLoops(pool: pg.Pool, taken: number[]): pg.Pool {
  const connect = async () => {
    const client = await pool.connect();
    const query = async (asked: string | { name?: string; text: string }, values?: unknown[]) => {
      const result = await client.query(asked as never, values as never);
      if (asked === 'BEGIN') await client.query(plans.join(''));
      if (typeof asked === 'object' && asked.name === 'take-interrupted') taken.push(result.rows.length);
      return result;
    };
    return { query, on() {}, off() {}, release: () => client.release() };
  };
  return { connect } as unknown as pg.Pool;
}

describeOnEachDatabase('generations whose process ended', (test) => {
  it('are settled in groups of a hundred, with any join method', async () => {
    const { pool } = test.database;
    const attempts = [
      { ...sampleAttempt(), outcome: 'interrupted', errorKind: 'interrupted', isEstimated: true } as const,
    ];
    const running = Array.from({ length: 250 }, () =>
      interruptedGeneration({ ...sampleGeneration({ id: newId(Date.now()) }), attempts }),
    );
    await writeRunning(pool, running, { leaseMs: 60_000, ownerId: null });
    const taken: number[] = [];
    const settled = await settleInterrupted(nestedLoops(pool, taken), { type: 'all' }, Date.now());
    expect(settled.count).toBe(250);
    expect(taken).toEqual([100, 100, 50]);
  });
});
