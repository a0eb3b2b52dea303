import { v7 } from 'uuid';
import { afterEach, expect, it, vi } from 'vitest';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { openLedger } from '../ledger/create-ledger.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { plainRequest } from '../testing/plain-request.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { createStoredAnswers } from './read-stored-answers.ts';

const thread = { previousId: '0195f0a0-0000-7000-8000-000000000001', ownMessages: 1, session: 'digest' };
const image = { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } } as const;

const now = new Date();
const runningRow = {
  workspaceId: 'blue',
  strategy: 'BALANCED',
  plan: {},
  attempts: [],
  latencyMs: 0,
  createdAt: now,
  expiresAt: now,
};

describeOnEachDatabase('stored answers', (test) => {
  afterEach(async () => {
    await test.database.pool.query('TRUNCATE generation, generation_content, generation_plan, running_generation');
  });

  const answers = () => createStoredAnswers(test.database);

  async function store(...generations: readonly Generation[]): Promise<void> {
    const { database } = test;
    const keepsContent = ({ delivery }: GenerationRequest): boolean => delivery.mayKeepContent;
    const ledger = await openLedger({ database, log: silentLog, allowsUnpriced: () => false, keepsContent });
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  }

  it('have the data that later requests may refer to, without the bytes of images', async () => {
    const messages = [
      { role: 'system' as const, text: 'Be brief.' },
      { role: 'user' as const, parts: [{ type: 'text' as const, text: 'hi' }, image] },
    ];
    const parts: Generation['parts'] = [
      { type: 'reasoning', text: 'Hm.', state: { providerId: 'a', dialect: 'anthropic', value: { s: 1 } } },
      { type: 'text', text: 'Hello.' },
    ];
    const request = { ...sampleRequest({ workspaceId: 'blue', metadata: { a: 1 }, messages }), thread };
    const providerMetadata = { citations: ['https://a.example'] };
    const generation = sampleGeneration({ request, parts, text: 'Hello.', reasoning: 'Hm.', providerMetadata });
    await store(generation);
    const [answer, ...others] = await answers().read([generation.id, v7()], 'blue');
    expect(others).toEqual([]);
    const { id, status, modelId, finishReason, tokens, createdAtMs, settledAtMs } = generation;
    expect(answer).toEqual({
      id,
      status,
      modelId,
      finishReason,
      tokens,
      createdAtMs,
      settledAtMs,
      parts,
      providerMetadata,
      failure: null,
      request: {
        call: expect.anything(),
        thread,
        caller: { workspaceId: 'blue', metadata: { a: 1 } },
        delivery: { isDetached: false },
      },
    });
    expect(answer?.request.call.messages).toEqual([
      messages[0],
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'hi' },
          { ...image, image: { ...image.image, data: '' } },
        ],
      },
    ]);
  });

  it('are limited to a workspace, or to none', async () => {
    const [blue, green] = ['blue', 'green'].map((workspaceId) =>
      sampleGeneration({ request: sampleRequest({ workspaceId }) }),
    ) as [Generation, Generation];
    await store(blue, green);
    const read = async (workspaceId: string | null) =>
      (await answers().read([blue.id, green.id], workspaceId)).map(({ id }) => id).toSorted();
    expect(await read('blue')).toEqual([blue.id]);
    expect(await read('red')).toEqual([]);
    expect(await read(null)).toEqual([blue.id, green.id].toSorted());
    expect(await answers().read([], null)).toEqual([]);
  });

  it('do not exist if content was not stored, nor for embeddings', async () => {
    const hidden = sampleGeneration({ request: sampleRequest({ mayKeepContent: false }) });
    const { call: _, ...rest } = plainRequest('hi');
    const embedding = sampleGeneration({
      request: { ...rest, call: { type: 'embedding', texts: ['a'], dimensions: null } } as never,
    });
    await store(hidden, embedding);
    expect(await answers().read([hidden.id, embedding.id], null)).toEqual([]);
  });

  it('say why one failed, also if no message was recorded', async () => {
    const failure = { code: 'ALL_MODELS_FAILED', message: 'None answered.' } as const;
    const failed = sampleGeneration({ status: 'FAILED', failure });
    await store(failed);
    expect(await answers().read([failed.id], null)).toMatchObject([{ status: 'FAILED', failure }]);
    await test.database.pool.query('UPDATE generation SET error_message = NULL');
    expect(await answers().read([failed.id], null)).toMatchObject([{ failure: { ...failure, message: 'It failed.' } }]);
  });

  it('are removed only by their own workspace, with the rest of their record kept', async () => {
    const failure = { code: 'ALL_MODELS_FAILED', message: 'It quotes.' } as const;
    const request = sampleRequest({ workspaceId: 'blue' });
    const [generation, other] = [
      sampleGeneration({ request, status: 'FAILED', failure }),
      sampleGeneration({ request }),
    ];
    await store(generation, other);
    const noted = vi.fn(async () => {});
    expect(await answers().remove(generation.id, 'red', noted)).toBe(false);
    expect(await answers().remove(v7(), null, noted)).toBe(false);
    expect(noted).not.toHaveBeenCalled();
    expect(await answers().remove(generation.id, 'blue', noted)).toBe(true);
    expect(noted).toHaveBeenCalledOnce();
    expect((await answers().read([generation.id, other.id], 'blue')).map(({ id }) => id)).toEqual([other.id]);
    const row = await test.database.prisma.generation.findUnique({
      where: { id: generation.id },
      include: { plan: true },
    });
    expect(row?.errorMessage).toContain('not stored');
    expect(row?.plan).not.toBeNull();
    const broken = answers().remove(other.id, null, () => Promise.reject(new Error('no entry')));
    await expect(broken).rejects.toThrow('no entry');
    expect(await answers().read([other.id], 'blue')).toHaveLength(1);
  });

  it('are reported as running to their workspace', async () => {
    const id = v7();
    await test.database.prisma.runningGeneration.create({ data: { ...runningRow, id } });
    expect(await answers().isRunning(id, 'blue')).toBe(true);
    expect(await answers().isRunning(id, null)).toBe(true);
    expect(await answers().isRunning(id, 'green')).toBe(false);
    expect(await answers().isRunning(v7(), 'blue')).toBe(false);
  });
});
