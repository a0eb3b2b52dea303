import { afterEach, expect, it, vi } from 'vitest';
import type { GroupWriterLimits } from '../database/group-writer.ts';
import type { Generation } from '../generation/generation.ts';
import { toGenerationRow } from '../graphql/generation/to-generation-row.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { findGenerations } from './find-generations.ts';
import { readToolCalls } from './stored-json.ts';
import { readParts } from './stored-parts.ts';
import { readPlan } from './stored-plan.ts';

const state = { providerId: 'anthropic', dialect: 'anthropic', value: { signature: 'sig' } };

describeOnEachDatabase('records of generations', (test) => {
  afterEach(async () => {
    await test.database.pool.query('TRUNCATE generation, generation_content, generation_plan, model_usage');
  });

  async function record(generations: readonly Generation[], limits: Partial<GroupWriterLimits> = {}): Promise<void> {
    const ledger = await openTestLedger(test.database, { writer: limits });
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  }

  function read(id: string) {
    const withStatic = { include: { staticExclusions: true } } as const;
    const include = { content: withStatic, plan: withStatic, attempts: { orderBy: { number: 'asc' } } } as const;
    return test.database.prisma.generation.findUnique({ where: { id }, include });
  }

  it('are read back as written', async () => {
    const generation = sampleGeneration({
      text: 'Zürich ☃ "quoted" \\ {a,b} NULL',
      reasoning: 'thought\nso',
      parts: [
        { type: 'reasoning', text: 'thought\nso', state },
        { type: 'text', text: 'Zürich ☃ "quoted" \\ {a,b} NULL' },
        { type: 'tool-call', id: 'call_1', name: 'look_up', arguments: '{"city":"Zürich"}', state },
      ],
      toolCalls: [{ id: 'call_1', name: 'look_up', arguments: '{"city":"Zürich"}' }],
      json: { answer: [1, null, 'x'] },
      providerMetadata: { citations: ['https://a.example/\u0000☃'] },
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
    const stored = await read(generation.id);
    const expected = toGenerationRow(generation);
    // The caller has columns, and only the given members of the routing are stored.
    const { caller: _, ...asked } = generation.request;
    const request = { ...asked, routing: { taskType: 'chat' } };
    const plan = { ...Object(expected.content?.plan), routing: { taskType: 'chat', maxOutputTokens: 100 } };
    expect(JSON.parse(JSON.stringify(stored))).toEqual(
      JSON.parse(JSON.stringify({ ...expected, content: { ...expected.content, request, plan } })),
    );
    expect(readToolCalls(stored?.content?.toolCalls)).toEqual(generation.toolCalls);
    expect(stored?.content && readParts(stored.content)).toEqual(generation.parts);
    expect(readPlan(stored?.content?.plan, stored?.content?.staticExclusions)).toMatchObject({
      inputTokens: 10,
      candidates: [{ modelId: 'openai/gpt-4o-mini', score: 0.81, maxOutputTokens: null }],
      exclusions: generation.plan.exclusions,
    });
  });

  it('keep each of many generations, and each once if written twice', async () => {
    const generations = Array.from({ length: 500 }, () => sampleGeneration());
    await record(generations, { groupSize: 37 });
    await record(generations.slice(0, 100));
    const { rows } = await test.database.pool.query(
      `SELECT (SELECT count(*)::int FROM generation) AS generations, (SELECT count(*)::int FROM generation_content) AS contents,
              (SELECT count(*)::int FROM model_usage) AS attempts`,
    );
    expect(rows).toEqual([{ generations: 500, contents: 500, attempts: 500 }]);
  });

  it('keep a generation without attempts', async () => {
    const generation = sampleGeneration({ attempts: [], modelId: null, cost: null });
    await record([generation]);
    expect(await read(generation.id)).toMatchObject({ attempts: [], modelId: null, costUsd: null });
  });

  it('keep texts with characters that PostgreSQL does not have', async () => {
    const odd = 'a\u0000b and half \ud83d';
    const parts = [
      { type: 'reasoning', text: odd, state },
      { type: 'text', text: odd },
    ] as const;
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: odd }] }];
    const request = sampleRequest({ messages, metadata: { odd } });
    const generation = sampleGeneration({ text: odd, reasoning: odd, parts, json: { odd }, request });
    await record([generation]);
    const { content } = (await read(generation.id)) ?? { content: null };
    expect(content && readParts(content)).toEqual(parts);
    expect(content).toMatchObject({ metadata: { odd }, json: { odd }, request: { call: { messages } } });
  });

  it('leave out the bytes of images', async () => {
    const image = { type: 'base64', mediaType: 'image/png', data: 'iVBORw0KGgo=' } as const;
    const request = sampleRequest({ messages: [{ role: 'user', parts: [{ type: 'image', image }] }] });
    const generation = sampleGeneration({ request });
    await record([generation]);
    const stored = await read(generation.id);
    expect(stored?.content?.request).toMatchObject({
      call: { messages: [{ role: 'user', parts: [{ type: 'image', image: { ...image, data: '' } }] }] },
    });
  });

  it('refuse only the generation that cannot be written, with an error in the log', async () => {
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
    expect(await read(good[1].id)).not.toBeNull();
  });

  it.each([
    ['workspace', { workspaceId: 'blue' }, [1]],
    ['status', { status: 'FAILED' }, [2]],
    ['model', { modelId: 'a/b' }, [3]],
    ['provider', { providerId: 'a' }, [3]],
    ['task type', { taskType: 'chat' }, [1]],
    ['execution', { executionId: 'run' }, [1]],
    ['a span of time without its end', { from: new Date(2_000), to: new Date(3_000) }, [2]],
    ['several members', { workspaceId: 'blue', status: 'FAILED' }, []],
  ] as const)('are found by %s', async (_, filter, expected) => {
    const request = sampleRequest({ workspaceId: 'blue', taskType: 'chat', executionId: 'run' });
    const generations = [
      sampleGeneration({ createdAtMs: 500 }),
      sampleGeneration({ createdAtMs: 1_999, request }),
      sampleGeneration({ createdAtMs: 2_000, status: 'FAILED', failure: { code: 'INTERNAL', message: 'no' } }),
      sampleGeneration({ createdAtMs: 3_000, modelId: 'a/b', providerId: 'a' }),
    ];
    await record(generations);
    const { ids } = await findGenerations(test.database.prisma, filter, { take: 20 });
    expect(ids).toEqual(expected.map((index) => generations[index]?.id));
  });
});
