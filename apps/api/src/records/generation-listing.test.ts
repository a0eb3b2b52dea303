import type { QueryConfig } from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { type GenerationFilter, toListing } from './generation-listing.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const count = 20_000;
const startMs = Date.parse('2026-03-01T00:00:00Z');

/**
 * One a second. The first half has a workspace, a model, a provider and a task type of its own, as if no longer in use.
 */
const fillSql = `
INSERT INTO generation (id, status, workspace_id, execution_id, task_type, strategy, model_id, provider_id, latency_ms,
  attempt_count, created_at, settled_at)
SELECT (substr(time, 1, 8) || '-' || substr(time, 9) || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
  CASE WHEN number % 40 = 1 AND number < 10000 THEN 'FAILED' ELSE 'COMPLETED' END,
  CASE WHEN number < 10000 THEN 'gone' ELSE 'here' END, CASE WHEN number % 1000 = 0 THEN 'run-' || number / 1000 END,
  CASE WHEN number < 10000 THEN 'old' ELSE 'new' END, 'BALANCED', CASE WHEN number < 10000 THEN 'x/old' ELSE 'y/new' END,
  CASE WHEN number < 10000 THEN 'x' ELSE 'y' END, 1, 1, at, at
FROM generate_series(0, ${count - 1}) AS number, LATERAL (SELECT ${startMs}::bigint + number * 1000::bigint AS ms) AS moment,
  LATERAL (SELECT lpad(to_hex(ms), 12, '0') AS time, to_timestamp(ms / 1000.0) AS at) AS written`;

describeOnEachDatabase('a list of generations', (test) => {
  beforeAll(async () => {
    await test.database.pool.query(fillSql);
    await test.database.pool.query('ANALYZE generation');
  });

  /** Numbers of the first three generations on a usual page. */
  async function list(filter: GenerationFilter): Promise<readonly number[]> {
    const page = await test.database.prisma.generation.findMany({ ...toListing(filter), take: 21 });
    return page.slice(0, 3).map(({ id }) => Number.parseInt(id.slice(-12), 16));
  }

  it.each<[GenerationFilter, readonly number[]]>([
    [{}, [19_999, 19_998, 19_997]],
    [{ workspaceId: 'gone' }, [9_999, 9_998, 9_997]],
    [{ workspaceId: 'gone', modelId: 'y/new' }, []],
    [{ workspaceId: 'gone', modelId: 'x/old', providerId: 'x', taskType: 'old' }, [9_999, 9_998, 9_997]],
    [{ modelId: 'x/old', providerId: 'x' }, [9_999, 9_998, 9_997]],
    [{ modelId: 'x/old', providerId: 'y' }, []],
    [{ providerId: 'x', taskType: 'new' }, []],
    [{ status: 'COMPLETED' }, [19_999, 19_998, 19_997]],
    [{ status: 'COMPLETED', taskType: 'old' }, [9_999, 9_998, 9_997]],
    [{ status: 'FAILED' }, [9_961, 9_921, 9_881]],
    [{ status: 'FAILED', workspaceId: 'gone', modelId: 'x/old' }, [9_961, 9_921, 9_881]],
    [{ status: 'FAILED', workspaceId: 'here' }, []],
    [{ status: 'CANCELLED' }, []],
    [{ executionId: 'run-3', workspaceId: 'gone' }, [3_000]],
    [{ executionId: 'run-3', workspaceId: 'here' }, []],
    [{ taskType: 'old', from: new Date(startMs + 5_000), to: new Date(startMs + 7_000) }, [6, 5]],
  ])('by %o holds the newest of them', async (filter, numbers) => {
    expect(await list(filter)).toEqual(numbers);
  });

  it.each<[GenerationFilter, string]>([
    [{ workspaceId: 'gone' }, 'generation_workspace_id_id_idx'],
    [{ workspaceId: 'gone', modelId: 'x/old' }, 'generation_workspace_model_idx'],
    [{ workspaceId: 'gone', providerId: 'x' }, 'generation_workspace_provider_idx'],
    [{ workspaceId: 'gone', taskType: 'old' }, 'generation_workspace_task_type_idx'],
    [{ workspaceId: 'gone', status: 'FAILED' }, 'generation_workspace_status_idx'],
    [{ modelId: 'x/old' }, 'generation_model_idx'],
    [{ modelId: 'x/old', status: 'FAILED' }, 'generation_model_status_idx'],
    [{ providerId: 'x' }, 'generation_provider_idx'],
    [{ providerId: 'x', status: 'FAILED' }, 'generation_provider_status_idx'],
    [{ taskType: 'old' }, 'generation_task_type_id_idx'],
    [{ taskType: 'old', status: 'FAILED' }, 'generation_task_type_status_idx'],
    [{ status: 'FAILED' }, 'generation_status_id_idx'],
    [{}, 'generation_pkey'],
    [{ status: 'COMPLETED' }, 'generation_pkey'],
  ])('by %o walks along %s alone', async (filter, index) => {
    const asked: QueryConfig[] = [];
    const { pool } = test.database;
    const query = vi.spyOn(pool, 'query').mockImplementation(((...input: [QueryConfig, unknown[]]) => {
      asked.push({ ...input[0], values: input[0].values ?? input[1] });
      query.mockRestore();
      return pool.query(...input);
    }) as typeof pool.query);
    await list(filter);
    const [{ text, values } = { text: '', values: [] }] = asked;
    const { rows } = await pool.query(`EXPLAIN (COSTS OFF) ${text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(` using ${index} on `);
    expect(plan).not.toMatch(/Sort|Bitmap/);
  });
});
