import { afterEach, expect, it, vi } from 'vitest';
import type { GroupWriterLimits } from '../database/group-writer.ts';
import type { Generation } from '../generation/generation.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { listGenerations } from './list-generations.ts';
import { readGeneration } from './read-generation.ts';

describeOnEachDatabase('records of generations', (test) => {
  afterEach(async () => {
    await test.database.pool.query('TRUNCATE generation, generation_content, model_usage');
  });

  async function record(generations: readonly Generation[], limits: Partial<GroupWriterLimits> = {}): Promise<void> {
    const ledger = await openTestLedger(test.database, { writer: limits });
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  }

  it('come back as they were written', async () => {
    const generation = sampleGeneration({
      text: 'Zürich ☃ "quoted" \\ {a,b} NULL',
      reasoning: 'thought\nso',
      toolCalls: [{ id: 'call_1', name: 'look_up', arguments: '{"city":"Zürich"}' }],
      json: { answer: [1, null, 'x'] },
      request: sampleRequest({
        workspaceId: 'blue',
        executionId: 'run-7',
        taskType: 'chat',
        metadata: { a: '\u0000' },
      }),
      attempts: [
        sampleAttempt({
          outcome: 'failed',
          errorKind: 'rate-limit',
          errorMessage: 'too many',
          cost: null,
          firstTokenMs: null,
        }),
        sampleAttempt({ number: 2, rawUsage: null }),
      ],
    });
    await record([generation]);
    const stored = await readGeneration(test.database.prisma, generation.id);
    expect(stored).toMatchObject({
      id: generation.id,
      status: 'COMPLETED',
      workspaceId: 'blue',
      executionId: 'run-7',
      tokens: generation.tokens,
      costUsd: '0.0000135',
      cost: null,
      latencyMs: 820,
      attemptCount: 2,
      createdAtMs: generation.createdAtMs,
      settledAtMs: generation.settledAtMs,
    });
    expect(stored?.content).toMatchObject({
      text: generation.text,
      reasoning: generation.reasoning,
      toolCalls: generation.toolCalls,
      json: generation.json,
      metadata: generation.request.metadata,
    });
    expect(stored?.content?.plan.candidates).toMatchObject([{ modelId: 'openai/gpt-4o-mini', score: 0.81 }]);
    expect(stored?.content?.plan.exclusions).toEqual(generation.plan.exclusions);
    const expected = generation.attempts.map((attempt) => ({ ...attempt, promptUsage: null, counted: null }));
    expect(stored?.attempts).toEqual(expected);
  });

  it('keep every one of a crowd, and each once when written twice', async () => {
    const generations = Array.from({ length: 500 }, () => sampleGeneration());
    await record(generations, { groupSize: 37 });
    await record(generations.slice(0, 100));
    const { rows } = await test.database.pool.query(
      `SELECT (SELECT count(*)::int FROM generation) AS generations, (SELECT count(*)::int FROM generation_content) AS contents,
              (SELECT count(*)::int FROM model_usage) AS attempts`,
    );
    expect(rows).toEqual([{ generations: 500, contents: 500, attempts: 500 }]);
  });

  it('keep a generation that made no attempt, and text that PostgreSQL has no character for', async () => {
    const generation = sampleGeneration({ attempts: [], text: 'a\u0000b', modelId: null, cost: null });
    await record([generation]);
    const stored = await readGeneration(test.database.prisma, generation.id);
    expect(stored).toMatchObject({ attempts: [], modelId: null, costUsd: null, content: { text: 'a\uFFFDb' } });
  });

  it('leave the bytes of images out', async () => {
    const image = { type: 'base64', mediaType: 'image/png', data: 'iVBORw0KGgo=' } as const;
    const request = sampleRequest({ messages: [{ role: 'user', parts: [{ type: 'image', image }] }] });
    const generation = sampleGeneration({ request });
    await record([generation]);
    const stored = await readGeneration(test.database.prisma, generation.id);
    expect(stored?.content?.request.messages).toEqual([
      { role: 'user', parts: [{ type: 'image', image: { ...image, data: '' } }] },
    ]);
  });

  it('refuse the one that cannot be written, with a loud line, and keep the others of its group', async () => {
    const error = vi.fn();
    const good = [sampleGeneration(), sampleGeneration()] as const;
    const bad = sampleGeneration({ id: 'not-an-id' });
    const log = { ...silentLog, warn: vi.fn(), info: vi.fn(), error };
    const ledger = await openTestLedger(test.database, {}, log);
    const written = await Promise.allSettled([good[0], bad, good[1]].map((generation) => ledger.settle(generation)));
    await ledger.close();
    expect(written.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(error).toHaveBeenCalledTimes(1);
    expect(error.mock.calls[0]?.[0]).toMatchObject({ lost: { id: 'not-an-id', workspaceId: 'default' } });
    expect(await readGeneration(test.database.prisma, good[1].id)).not.toBeNull();
  });

  it('are listed newest first, page by page, without a gap or a repetition', async () => {
    const start = Date.now() - 100_000;
    const generations = Array.from({ length: 25 }, (_, index) =>
      sampleGeneration({ createdAtMs: start + index * 1_000 }),
    );
    await record(generations);
    const seen: string[] = [];
    for (let after: string | null = null, hasNext = true; hasNext; after = seen.at(-1) ?? null) {
      const page = await listGenerations(test.database.prisma, { first: 10, after, filter: {} });
      seen.push(...page.generations.map(({ id }) => id));
      hasNext = page.hasNextPage;
    }
    expect(seen).toEqual(generations.map(({ id }) => id).reverse());
  });

  it.each([
    ['workspace', { workspaceId: 'blue' }, [1]],
    ['status', { status: 'FAILED' }, [2]],
    ['model', { modelId: 'a/b' }, [3]],
    ['provider', { providerId: 'a' }, [3]],
    ['task type', { taskType: 'chat' }, [1]],
    ['execution', { executionId: 'run' }, [1]],
    ['a span of time, its end left out', { from: new Date(2_000), to: new Date(3_000) }, [2]],
    ['several at once', { workspaceId: 'blue', status: 'FAILED' }, []],
  ] as const)('are found by %s', async (_, filter, expected) => {
    const request = sampleRequest({ workspaceId: 'blue', taskType: 'chat', executionId: 'run' });
    const generations = [
      sampleGeneration({ createdAtMs: 500 }),
      sampleGeneration({ createdAtMs: 1_999, request }),
      sampleGeneration({ createdAtMs: 2_000, status: 'FAILED', failure: { code: 'INTERNAL', message: 'no' } }),
      sampleGeneration({ createdAtMs: 3_000, modelId: 'a/b', providerId: 'a' }),
    ];
    await record(generations);
    const page = await listGenerations(test.database.prisma, { first: 10, after: null, filter });
    expect(page.generations.map(({ id }) => id)).toEqual(expected.map((index) => generations[index]?.id));
  });

  it('are not known by something that is no id', async () => {
    expect(await readGeneration(test.database.prisma, "'; DROP TABLE generation")).toBeNull();
  });
});
