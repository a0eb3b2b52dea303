import type { QueryConfig } from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { countFacets } from './count-facets.ts';
import { findGenerations, walkAll } from './find-generations.ts';
import { type GenerationFilter, toListing } from './generation-listing.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const count = 20_000;
const startMs = Date.parse('2026-03-01T00:00:00Z');

/**
 * One generation per second. The first half has its own workspace, model, provider and task type, as if no longer in
 * use.
 */
const fillSql = `
INSERT INTO generation (id, status, workspace_id, execution_id, task_type, strategy, model_id, provider_id, latency_ms,
  attempt_count, api_key_id, error_code, fell_back, endpoint, cost_usd, tags, created_at, settled_at)
SELECT (substr(time, 1, 8) || '-' || substr(time, 9) || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
  CASE WHEN number % 40 = 1 AND number < 10000 THEN 'FAILED' ELSE 'COMPLETED' END,
  CASE WHEN number < 10000 THEN 'gone' ELSE 'here' END, CASE WHEN number % 1000 = 0 THEN 'run-' || number / 1000 END,
  CASE WHEN number < 10000 THEN 'old' ELSE 'new' END, 'BALANCED', CASE WHEN number < 10000 THEN 'x/old' ELSE 'y/new' END,
  CASE WHEN number < 10000 THEN 'x' ELSE 'y' END, number % 5000, 1,
  CASE WHEN number < 5000 THEN 'first' ELSE 'second' END,
  CASE WHEN number % 40 = 1 AND number < 10000 THEN CASE WHEN number < 100 THEN 'RARE' ELSE 'ALL_MODELS_FAILED' END END,
  number % 500 = 7, CASE WHEN number % 2 = 0 THEN '/graphql' ELSE '/v1/responses' END, number::numeric / 1000000,
  CASE WHEN number = 42 THEN ARRAY['odd'] WHEN number % 2 = 0 THEN ARRAY['even'] END, at, at
FROM generate_series(0, ${count - 1}) AS number, LATERAL (SELECT ${startMs}::bigint + number * 1000::bigint AS ms) AS moment,
  LATERAL (SELECT lpad(to_hex(ms), 12, '0') AS time, to_timestamp(ms / 1000.0) AS at) AS written`;

describeOnEachDatabase('a list of generations', (test) => {
  beforeAll(async () => {
    await test.database.pool.query(fillSql);
    await test.database.pool.query('ANALYZE generation');
  });

  /** The numbers of the first three generations on a page of the usual size. */
  async function list(filter: GenerationFilter): Promise<readonly number[]> {
    const { ids } = await findGenerations(test.database.prisma, filter, { take: 21 });
    return ids.slice(0, 3).map((id) => Number.parseInt(id.slice(-12), 16));
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
    [{ modelId: ['x/old', 'y/new'] }, [19_999, 19_998, 19_997]],
    [{ modelId: ['x/old', 'z/none'], workspaceId: ['gone', 'here'] }, [9_999, 9_998, 9_997]],
    [{ modelId: ['x/old', 'y/new'], providerId: ['x'] }, [9_999, 9_998, 9_997]],
    [{ modelId: [] }, []],
    [{ status: ['FAILED', 'CANCELLED'], taskType: ['old', 'new'] }, [9_961, 9_921, 9_881]],
    [{ status: ['FAILED', 'COMPLETED'], workspaceId: 'gone' }, [9_999, 9_998, 9_997]],
    [{ apiKeyId: 'first' }, [4_999, 4_998, 4_997]],
    [{ apiKeyId: ['first', 'second'], workspaceId: 'gone' }, [9_999, 9_998, 9_997]],
    [{ errorCode: 'RARE' }, [81, 41, 1]],
    [{ errorCode: ['RARE', 'ALL_MODELS_FAILED'], workspaceId: 'gone', modelId: 'x/old' }, [9_961, 9_921, 9_881]],
    [{ fellBack: true }, [19_507, 19_007, 18_507]],
    [{ fellBack: true, workspaceId: 'gone' }, [9_507, 9_007, 8_507]],
    [{ fellBack: false }, [19_999, 19_998, 19_997]],
    [{ endpoint: ['/graphql', '/none'] }, [19_998, 19_996, 19_994]],
    [{ endpoint: [] }, []],
    [{ minLatencyMs: 4_999 }, [19_999, 14_999, 9_999]],
    [{ minCostUsd: '0.019998' }, [19_999, 19_998]],
    [{ tag: 'odd', workspaceId: 'gone' }, [42]],
    [{ tag: 'even' }, [19_998, 19_996, 19_994]],
    [{ taskType: 'old', from: new Date(startMs + 5_000), to: new Date(startMs + 7_000) }, [6, 5]],
  ])('by %o has the newest matches', async (filter, numbers) => {
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
    [{ apiKeyId: 'first' }, 'generation_api_key_idx'],
    [{ errorCode: 'RARE' }, 'generation_error_code_idx'],
    [{ fellBack: true }, 'generation_fell_back_idx'],
    [{ errorCode: 'RARE', workspaceId: 'gone' }, 'generation_error_code_idx'],
    [{}, 'generation_pkey'],
    [{ status: 'COMPLETED' }, 'generation_pkey'],
  ])('by %o reads only the index %s', async (filter, index) => {
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
    // If an index does not show whether a row matches, the page is chosen and sorted after the walk.
    const [walk] = plan.slice(Math.max(0, plan.indexOf('CTE seen'))).split('Nested Loop');
    expect(walk).not.toMatch(/Sort|Bitmap|Seq Scan/);
  });

  it('by several values reads the index once for each', async () => {
    const { text, values } = walkAll(
      toListing({ modelId: ['x/old', 'y/new', 'z'], workspaceId: ['gone', 'here'] }).walks,
      21,
    );
    const { rows } = await test.database.pool.query(`EXPLAIN (COSTS OFF) ${text}`, values as unknown[]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan.match(/ using generation_(workspace_)?model_idx on /g)).toHaveLength(6);
    expect(plan).not.toMatch(/Bitmap|Seq Scan/);
  });

  it('has the same rows page by page, forwards and backwards', async () => {
    const filter: GenerationFilter = { errorCode: ['RARE', 'ALL_MODELS_FAILED'], minLatencyMs: 1_000 };
    const { prisma } = test.database;
    const whole = await findGenerations(prisma, filter, { take: 1_000 });
    const first = await findGenerations(prisma, filter, { take: 60 });
    const second = await findGenerations(prisma, filter, { take: 60, cursorId: first.ids.at(-1) });
    expect([...first.ids, ...second.ids]).toEqual(whole.ids.slice(0, 120));
    const back = await findGenerations(prisma, filter, { take: -60, cursorId: second.ids[0] });
    expect(back.ids).toEqual(first.ids);
    expect(whole.stoppedAtId).toBeNull();
  });

  it('reads more rows step by step, each time from the last row, in both directions', async () => {
    const { pool, prisma } = test.database;
    const query = vi.spyOn(pool, 'query');
    const filter: GenerationFilter = { minLatencyMs: 4_999 };
    const { ids } = await findGenerations(prisma, filter, { take: 3 });
    const asked = query.mock.calls.map((input) => {
      const [{ values }, others] = input as unknown as [QueryConfig, unknown[]];
      return values ?? others ?? [];
    });
    query.mockRestore();
    expect(ids.map((id) => Number.parseInt(id.slice(-12), 16))).toEqual([19_999, 14_999, 9_999]);
    expect(
      asked.map((values) => Math.max(...values.filter((value) => typeof value === 'number' && value < 1e6))),
    ).toEqual([4_999, 10_000]);
    const stopped = asked[1]?.find((value) => typeof value === 'string' && value.endsWith((18_000).toString(16)));
    expect(stopped, 'the cursor of the second look').toBeDefined();
    const back = await findGenerations(prisma, filter, { take: -3, cursorId: ids[2] });
    expect(back.ids).toEqual(ids.slice(0, 2));
  });

  it('counts facets over the newest, each without the condition on its own member', async () => {
    const { prisma } = test.database;
    const all = await countFacets(prisma, {});
    expect(all).toMatchObject({ counted: 10_000, isComplete: false });
    expect(all.values.modelId).toEqual([{ value: 'y/new', count: 10_000 }]);
    const gone = await countFacets(prisma, { workspaceId: 'gone', status: 'FAILED' });
    expect(gone).toMatchObject({ counted: 250, isComplete: true });
    expect(gone.values.status).toEqual([
      { value: 'COMPLETED', count: 9_750 },
      { value: 'FAILED', count: 250 },
    ]);
    expect(gone.values.errorCode).toEqual([
      { value: 'ALL_MODELS_FAILED', count: 247 },
      { value: 'RARE', count: 3 },
    ]);
    expect(gone.values.workspaceId).toEqual([{ value: 'gone', count: 250 }]);
    expect((await countFacets(prisma, { modelId: [] })).counted).toBe(0);
  });

  it('is searched for words in prompt and answer, ignoring case, up to a limit of rows', async () => {
    const { pool, prisma } = test.database;
    const content = (number: number, prompt: string, text: string) => {
      const request = JSON.stringify({
        call: { messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] },
      });
      return pool.query(
        `INSERT INTO generation_content (generation_id, request, text, reasoning, tool_calls, plan)
         SELECT id, $2, $3, '', '[]', '{}' FROM generation WHERE id::text LIKE '%' || lpad(to_hex($1::int), 12, '0')`,
        [number, request, text],
      );
    };
    await content(19_990, 'How far is the "Moon"?', 'Far.');
    await content(19_000, 'Say it.', 'To the moon_and back');
    await content(100, 'The moon', 'So old that no search looks at it.');
    expect(await list({ text: 'MOON' })).toEqual([19_990, 19_000]);
    expect(await list({ text: '"moon"' })).toEqual([19_990]);
    expect(await list({ text: 'moon_' })).toEqual([19_000]);
    expect(await list({ text: 'role' })).toEqual([]);
    const found = await findGenerations(prisma, { text: 'moon' }, { take: 21 });
    expect(Number.parseInt(found.stoppedAtId?.slice(-12) ?? '', 16)).toBe(15_000);
    const next = await findGenerations(prisma, { text: 'moon', workspaceId: 'gone' }, { take: 21 });
    expect(next.ids).toEqual([]);
    expect(Number.parseInt(next.stoppedAtId?.slice(-12) ?? '', 16)).toBe(5_000);
    const last = await findGenerations(prisma, { text: 'moon' }, { take: 21, cursorId: next.stoppedAtId ?? undefined });
    expect(last.ids.map((id) => Number.parseInt(id.slice(-12), 16))).toEqual([100]);
  });
});
