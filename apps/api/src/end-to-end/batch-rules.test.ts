import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkspace } from '../testing/create-workspace.ts';
import { ProtocolClient } from '../testing/protocol-client.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { budgetPolicy, prompt } from './budget-stage.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const document = `mutation ($inputs: [GenerateInput!]!, $concurrency: Int, $clientId: ID) {
  generateBatch(inputs: $inputs, concurrency: $concurrency, clientId: $clientId) { id status total workspaceId }
}`;
const state = `query ($id: ID!) { batch(id: $id) { status total completed failed costUsd cancelReason endedAt
  results(first: 200) { nodes { index status errorCode errorMessage generation { text errorCode } } } } }`;

type Result = {
  // biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
  data?: any;
  errors?: { message: string; extensions: { code: string; field?: string; problems?: unknown } }[];
};

describe('a batch', () => {
  let penstock: TestPenstock;
  beforeAll(async () => {
    penstock = await startPenstock({
      policy: (simulator) => budgetPolicy(simulator ?? never(), '{ daily_budget: 1000 }'),
      simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 0 } }],
    });
    for (const id of ['poor', 'team-a', 'team-b']) await createWorkspace(penstock, id);
  });
  afterAll(() => penstock.close());
  beforeEach(() => penstock.simulator.clear());

  const ask = async (
    query: string,
    variables: object = {},
    authorization = penstock.authorization,
  ): Promise<Result> => {
    const response = await fetch(`${penstock.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Result;
  };
  const begin = async (variables: object, authorization?: string): Promise<string> => {
    const { data, errors } = await ask(document, variables, authorization);
    if (errors !== undefined) throw new Error(errors[0]?.message);
    return data.generateBatch.id;
  };
  const ended = (id: string) =>
    vi.waitFor(async () => {
      const { batch } = (await ask(state, { id })).data;
      expect(batch.endedAt).not.toBeNull();
      return batch;
    }, 30_000);
  const createKey = async (input: object): Promise<{ id: string; authorization: string }> => {
    const { data } = await ask(
      'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
      { input: { name: 'k', workspaceId: 'team-a', role: 'MEMBER', ...input } },
    );
    return { id: data.createApiKey.apiKey.id, authorization: `Bearer ${data.createApiKey.secret}` };
  };
  const repeated = (count: number, changes: object = {}) =>
    Array.from({ length: count }, (_, index) => ({ prompt: `Repeat after me: "row ${index}"`, ...changes }));
  /** Rows that run until the test ends them. */
  const endless = { prompt: 'Write 4000 tokens about the sea.', maxTokens: 4_000 };

  it('names each wrong input by its index, and stores nothing', async () => {
    const inputs = [{ prompt: 'a' }, { prompt: 'b', temperature: 9 }, { prompt: 'c', clientId: 'x' }];
    const { errors } = await ask(document, { inputs });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('inputs.1.temperature'),
      extensions: {
        code: 'BAD_USER_INPUT',
        field: 'inputs.1.temperature',
        problems: [
          { index: 1, field: 'inputs.1.temperature' },
          { index: 2, field: 'inputs.2.clientId', message: expect.stringContaining('give the batch a clientId') },
        ],
      },
    });
    const unknown = await ask(document, { inputs: [{ prompt: 'a' }, { prompt: 'b', model: 'sim/daer' }] });
    expect(unknown.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'inputs.1' });
    for (const wrong of [
      { inputs: [] },
      { inputs: [{ prompt: 'a' }], concurrency: 65 },
      { inputs: [{ prompt: 'a' }], clientId: '' },
    ]) {
      expect((await ask(document, wrong)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    const mixed = [
      { prompt: 'a', workspaceId: 'team-a' },
      { prompt: 'b', workspaceId: 'team-b' },
    ];
    expect((await ask(document, { inputs: mixed })).errors?.[0]?.extensions.field).toBe('inputs.1.workspaceId');
    const many = await ask(document, { inputs: Array.from({ length: 10_001 }, () => ({ prompt: 'a' })) });
    expect(many.errors?.[0]?.message).toContain('10001 items; at most 10000');
    expect(await penstock.services.prisma.batch.count()).toBe(0);
    expect(penstock.simulator.requests()).toEqual([]);
  });

  it('answers each row in its place, reports its progress, and keeps the error of each row separate', async () => {
    penstock.simulator.script('dear', [null, 'content-filter']);
    const client = await ProtocolClient.connect(
      `${penstock.url.replace('http', 'ws')}/graphql`,
      penstock.authorization,
    );
    const id = await begin({ inputs: repeated(12, { enableFallback: false }), concurrency: 1 });
    client.subscribe('progress', 'subscription ($id: ID!) { batch(id: $id) { status completed failed } }', { id });
    await client.waitFor(({ type }) => type === 'complete');
    const told = client.received.filter(({ type }) => type === 'next').map(({ payload }) => JSON.stringify(payload));
    expect(told.at(-1)).toContain('{"status":"COMPLETED","completed":11,"failed":1}');
    client.socket.close();
    const batch = await ended(id);
    expect(batch).toMatchObject({ status: 'COMPLETED', total: 12, completed: 11, failed: 1 });
    const [first, second, ...rest] = batch.results.nodes;
    expect(first).toMatchObject({ index: 0, status: 'COMPLETED', errorCode: null, generation: { text: 'row 0' } });
    expect(second).toMatchObject({ index: 1, status: 'FAILED', generation: { errorCode: second.errorCode } });
    expect(second.errorMessage).toMatch(/.{10}/);
    expect(
      rest.map(
        ({ index, generation }: { index: number; generation: { text: string } }) => generation.text === `row ${index}`,
      ),
    ).toEqual(rest.map(() => true));
    // The requests are in the generations, as far as the policy keeps them.
    expect(await penstock.services.prisma.batchRow.count({ where: { batchId: id, endedAt: null } })).toBe(0);
  });

  it('is returned again under its name, and starts only once', async () => {
    const variables = { inputs: repeated(3), clientId: 'nightly' };
    const ids = await Promise.all([begin(variables), begin(variables)]);
    expect(new Set(ids).size).toBe(1);
    await ended(ids[0] ?? '');
    expect(await begin(variables)).toBe(ids[0]);
    expect(penstock.simulator.requests()).toHaveLength(3);
    expect((await ask(document, { ...variables, inputs: repeated(4) })).errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  it('stops permanently when it is cancelled', async () => {
    penstock.simulator.tap('dear');
    const id = await begin({ inputs: Array.from({ length: 20 }, () => endless), concurrency: 3 });
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(3), 10_000);
    const { data } = await ask('mutation ($id: ID!) { cancelBatch(id: $id) { status cancelReason } }', { id });
    expect(data.cancelBatch).toEqual({ status: 'CANCELLED', cancelReason: 'It was cancelled by a caller.' });
    const batch = await ended(id);
    expect(batch).toMatchObject({ status: 'CANCELLED', completed: 0, failed: 20 });
    expect(new Set(batch.results.nodes.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['CANCELLED']),
    );
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0), 10_000);
    expect(penstock.simulator.requests()).toHaveLength(3);
    expect((await ask('mutation ($id: ID!) { cancelBatch(id: $id) { status } }', { id })).errors).toBeUndefined();
  });

  it('never exceeds a budget: rows that the budget refuses fail alone', async () => {
    await ask('mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }', {
      input: { name: 'poor', workspaceId: 'poor', window: 'TOTAL', limitUsd: '0.02', hard: true },
    });
    const id = await begin({
      inputs: Array.from({ length: 12 }, () => ({ prompt, maxTokens: 40, workspaceId: 'poor' })),
      concurrency: 4,
    });
    const batch = await ended(id);
    expect(batch.completed).toBeGreaterThan(0);
    expect(batch.failed).toBeGreaterThan(0);
    expect(Number(batch.costUsd)).toBeLessThanOrEqual(0.02);
    const codes = batch.results.nodes.map(({ errorCode }: { errorCode: string | null }) => errorCode);
    expect(new Set(codes)).toEqual(new Set([null, 'BUDGET_EXCEEDED']));
  });

  it('waits for the limits of its key, and ends with it', async () => {
    const slow = await createKey({ concurrency: 1 });
    const limited = await begin({ inputs: repeated(4), concurrency: 4 }, slow.authorization);
    expect(await ended(limited)).toMatchObject({ completed: 4, failed: 0 });
    penstock.simulator.tap('dear');
    const key = await createKey({});
    const id = await begin({ inputs: Array.from({ length: 10 }, () => endless), concurrency: 2 }, key.authorization);
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(2), 10_000);
    await ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: key.id });
    const batch = await ended(id);
    expect(batch).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'The key that created this batch is not valid any more.',
    });
    expect(batch.failed).toBe(10);
  });

  it('does not exist for another workspace', async () => {
    const [mine, foreign] = [await createKey({}), await createKey({ workspaceId: 'team-b' })];
    const id = await begin({ inputs: repeated(1) }, mine.authorization);
    await ended(id);
    expect((await ask(state, { id }, mine.authorization)).data.batch).not.toBeNull();
    expect((await ask(state, { id }, foreign.authorization)).data.batch).toBeNull();
    const listed = async (authorization: string) =>
      (await ask('{ batches(first: 1) { nodes { id } } }', {}, authorization)).data.batches.nodes;
    expect([await listed(mine.authorization), await listed(foreign.authorization)]).toEqual([[{ id }], []]);
    const cancelled = await ask('mutation ($id: ID!) { cancelBatch(id: $id) { id } }', { id }, foreign.authorization);
    expect(cancelled.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const into = await ask(document, { inputs: repeated(1, { workspaceId: 'team-a' }) }, foreign.authorization);
    expect(into.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

function never(): never {
  throw new Error('The stage has a simulator.');
}
