import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Prisma } from '../../database/generated/client/client.ts';
import { startApp, type TestApp } from '../../testing/start-app.ts';

let app: TestApp;
const ids: string[] = [];
const statements: string[] = [];

beforeAll(async () => {
  app = await startApp();
  for (const index of [0, 1, 2, 3, 4]) {
    const { data } = await query('mutation ($input: GenerateInput!) { generate(input: $input) { id } }', {
      input: {
        prompt: `Number ${index}`,
        model: 'sandbox/sandbox-mini',
        maxTokens: 12,
        executionId: index < 2 ? 'run-a' : 'run-b',
        endUser: index < 2 ? 'ann' : 'bob',
        session: `s${index}`,
        tags: index === 0 ? null : ['all', `tag ${index}`],
        metadata: { index },
      },
    });
    ids.unshift(data.generate.id);
  }
}, 60_000);
afterAll(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
async function query(text: string, variables: Record<string, unknown> = {}): Promise<any> {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: app.authorization },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
}

describe('stored generations', () => {
  test('are listed newest first, page by page', async () => {
    const page = `query ($after: String) { generations(first: 2, after: $after) {
      nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 3; pages++) {
      const { data } = await query(page, { after });
      seen.push(...data.generations.nodes.map(({ id }: { id: string }) => id));
      expect(data.generations.pageInfo.hasNextPage).toBe(pages < 2);
      after = data.generations.pageInfo.endCursor;
    }
    expect(seen).toEqual(ids);
  });

  test('can be paged backwards', async () => {
    const { data: end } = await query('{ generations(last: 2) { nodes { id } edges { cursor } } }');
    const before = end.generations.edges[0].cursor;
    const { data } = await query(`{ generations(last: 2, before: "${before}") { nodes { id } } }`);

    expect(end.generations.nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(3));
    expect(data.generations.nodes.map(({ id }: { id: string }) => id)).toEqual(ids.slice(1, 3));
  });

  test.each([
    ['{ executionId: "run-a" }', 2],
    ['{ executionId: "run-b", status: COMPLETED }', 3],
    ['{ endUser: "ann" }', 2],
    ['{ endUser: "bob", session: "s3" }', 1],
    ['{ session: "s1", workspaceId: "default" }', 1],
    ['{ tag: "all" }', 4],
    ['{ tag: "tag 2", endUser: "bob" }', 1],
    ['{ tag: "none" }', 0],
    ['{ status: FAILED }', 0],
    ['{ status: RUNNING }', 0],
    ['{ model: "sandbox/sandbox-mini", provider: "sandbox", workspaceId: "default" }', 5],
    ['{ models: ["sandbox/sandbox-mini", "other/one"], statuses: [COMPLETED, FAILED] }', 5],
    ['{ models: [], providers: ["other"] }', 0],
    ['{ model: "sandbox/sandbox-mini", models: ["other/one"] }', 0],
    ['{ statuses: [RUNNING] }', 0],
    ['{ workspaceIds: ["default"], endpoints: ["/graphql"] }', 5],
    ['{ errorCode: "ALL_MODELS_FAILED" }', 0],
    ['{ fellBack: false }', 5],
    ['{ fellBack: true }', 0],
    ['{ text: "NUMBER 3" }', 1],
    ['{ minCostUsd: "1" }', 0],
    ['{ minLatencyMs: 0 }', 5],
    ['{ from: "2020-01-01" }', 5],
    ['{ to: "2020-01-01" }', 0],
  ])('are filtered by %s', async (filter, count) => {
    const { data, errors } = await query(`{ generations(filter: ${filter}) { nodes { id } } }`);
    expect(errors).toBeUndefined();
    expect(data.generations.nodes).toHaveLength(count);
  });

  test('are counted by their members', async () => {
    const { data, errors } = await query(`{ generationFacets(filter: { models: ["sandbox/sandbox-mini"] }) {
      counted complete statuses { value count } models { value count } endpoints { value count } fellBack { value count }
      errorCodes { value } } }`);
    expect(errors).toBeUndefined();
    expect(data.generationFacets).toMatchObject({
      counted: 5,
      complete: true,
      statuses: [{ value: 'COMPLETED', count: 5 }],
      models: [{ value: 'sandbox/sandbox-mini', count: 5 }],
      endpoints: [{ value: '/graphql', count: 5 }],
      fellBack: [{ value: 'false', count: 5 }],
      errorCodes: [],
    });
    const { data: none } = await query(
      '{ generationFacets(filter: { statuses: [RUNNING] }) { counted statuses { count } } }',
    );
    expect(none.generationFacets).toEqual({ counted: 0, statuses: [{ count: 5 }] });
  });

  test('are searched to the end if there are few', async () => {
    const { data } = await query(
      '{ generations(filter: { text: "nothing of it" }) { nodes { id } resumeAfter searchedUntil } }',
    );
    expect(data.generations).toEqual({ nodes: [], resumeAfter: null, searchedUntil: null });
  });

  test('of a workspace that does not exist are NOT_FOUND', async () => {
    const { errors } = await query('{ generations(filter: { workspaceId: "other" }) { nodes { id } } }');
    expect(errors?.[0]).toMatchObject({
      message: "There is no workspace 'other'.",
      extensions: { code: 'NOT_FOUND' },
    });
  });

  test.each([
    ['{ generations(after: "nonsense") { nodes { id } } }'],
    [`{ generations(after: "${Buffer.from('GPC:S:nope').toString('base64')}") { nodes { id } } }`],
    ['{ generations(first: -1) { nodes { id } } }'],
    ['{ generations(filter: {from: "2026-01-02", to: "2026-01-01"}) { nodes { id } } }'],
    ['{ generations(filter: {text: "x"}) { nodes { id } } }'],
    [`{ generations(filter: {models: ${JSON.stringify(Array(51).fill('a/b'))}}) { nodes { id } } }`],
  ])('are not paged by an invalid cursor: %s', async (text) => {
    const { errors } = await query(text);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('are read back completely, long after they were made', async () => {
    const [id] = ids;
    app.penstock.services.generations.find = () => null;
    const { data, errors } = await query(`{ generation(id: "${id}") { id status text model metadata executionId
      usage { outputTokens totalTokens } cost { totalUsd priceSource } latencyMs createdAt settledAt
      plan { strategy candidates { modelId reason estimatedCostUsd } exclusions { modelId rule reason } inputTokens }
      attempts { number model outcome errorCode costUsd usage { totalTokens } startedAt } } }`);

    expect(errors).toBeUndefined();
    expect(data.generation).toMatchObject({
      id,
      status: 'COMPLETED',
      model: 'sandbox/sandbox-mini',
      metadata: { index: 4 },
      cost: { totalUsd: '0', priceSource: 'sandbox' },
      plan: { candidates: [{ modelId: 'sandbox/sandbox-mini', reason: expect.stringMatching(/\w/) }, ...Array(0)] },
      attempts: [{ number: 1, outcome: 'SUCCEEDED', errorCode: null, costUsd: '0' }],
    });
    expect(data.generation.text).toMatch(/\w/);
    expect(data.generation.plan.inputTokens).toBeGreaterThan(0);
    expect(data.generation.plan.exclusions.length).toBeGreaterThan(10);
  });

  test('are null if there are none', async () => {
    const { data } = await query(`{
      unknown: generation(id: "01a1fc0d-639c-7659-a51f-3cc80b0a1f91") { id }
      nonsense: generation(id: "nonsense") { id }
    }`);
    expect(data).toEqual({ unknown: null, nonsense: null });
  });
});

describe('a list of generations', () => {
  /** The tables that a query reads, from the statements sent to the database. */
  async function tablesOf(text: string): Promise<string[]> {
    const { prisma } = app.penstock.services;
    statements.length = 0;
    const find = prisma.generation.findMany.bind(prisma.generation);
    prisma.generation.findMany = ((input: Prisma.GenerationFindManyArgs) => {
      statements.push(JSON.stringify(input));
      return find(input);
    }) as typeof prisma.generation.findMany;
    expect((await query(text)).errors).toBeUndefined();
    prisma.generation.findMany = find as typeof prisma.generation.findMany;
    return ['content', 'attempts'].filter((table) => statements.some((statement) => statement.includes(`"${table}"`)));
  }

  test.each([
    ['only its own table for the fields of a list', 'id status model usage { totalTokens } createdAt', []],
    ['content only if it is selected', 'id text', ['content']],
    ['attempts only if they are selected', 'attempts { number }', ['attempts']],
    ['both if both are selected', 'text cost { totalUsd } attempts { number }', ['content', 'attempts']],
  ])('reads %s, in one query', async (_name, fields, tables) => {
    expect(await tablesOf(`{ generations { nodes { ${fields} } } }`)).toEqual(tables);
    expect(statements).toHaveLength(1);
  });
});

describe('the attribution by the caller', () => {
  const read = async (id: string) =>
    (await query(`{ generation(id: "${id}") { endUser session tags } }`)).data.generation;

  test('is returned with the generation, as stored', async () => {
    const [newest = '', , , , oldest = ''] = ids;
    const rows = await app.penstock.services.prisma.generation.findMany({ where: { id: { in: [newest, oldest] } } });
    expect(rows.map(({ endUser, sessionId, tags }) => ({ endUser, sessionId, tags }))).toEqual([
      { endUser: 'ann', sessionId: 's0', tags: [] },
      { endUser: 'bob', sessionId: 's4', tags: ['all', 'tag 4'] },
    ]);
    expect(await read(newest)).toEqual({ endUser: 'bob', session: 's4', tags: ['all', 'tag 4'] });
  });

  test('comes from the headers and members of each protocol', async () => {
    const headers = {
      'content-type': 'application/json',
      authorization: app.authorization,
      'x-penstock-session': 'from-header',
      'x-penstock-tags': 'h1,h2',
    };
    const body = { model: 'sandbox/sandbox-mini', user: 'from-body', metadata: { tags: ['m1'] } };
    const messages = [{ role: 'user', content: 'Hi' }];
    const send = (path: string, content: object) =>
      fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(content) });
    const chat = await send('/v1/chat/completions', { ...body, messages });
    expect(await read(chat.headers.get('x-penstock-generation-id') ?? '')).toEqual({
      endUser: 'from-body',
      session: 'from-header',
      tags: ['h1', 'h2', 'm1'],
    });
    const graphql = await send('/graphql', {
      query: 'mutation { generate(input: { prompt: "Hi", endUser: "from-input", tags: ["i1"] }) { id } }',
    });
    const { data } = (await graphql.json()) as { data: { generate: { id: string } } };
    expect(await read(data.generate.id)).toEqual({
      endUser: 'from-input',
      session: 'from-header',
      tags: ['i1', 'h1', 'h2'],
    });
    const { data: report } = await query(
      '{ usage(input: { days: 1, groupBy: [END_USER] }) { groups { endUser totals { calls } } } }',
    );
    expect(report.usage.groups).toContainEqual({ endUser: 'from-body', totals: { calls: 1 } });
  });

  test.each([
    [
      'endUser: "x"',
      'x-penstock-session may have at most 200 characters, not 201.',
      { 'x-penstock-session': 'x'.repeat(201) },
    ],
    [`endUser: "${'x'.repeat(201)}"`, 'input.endUser may have at most 200 characters, not 201.', {}],
  ])('that are too long are refused with their limit: %#', async (input, message, headers) => {
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: app.authorization, ...headers },
      body: JSON.stringify({ query: `mutation { generate(input: { prompt: "x", ${input} }) { id } }` }),
    });
    expect(await response.json()).toMatchObject({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
