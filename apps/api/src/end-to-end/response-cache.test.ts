import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

vi.setConfig({ testTimeout: 30_000 });

let penstock: TestPenstock;
const model = 'p/model';

beforeAll(async () => {
  penstock = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 2, tokensPerSecond: 0 } }],
    policy: (simulator) => `providers:
  p: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  p: { model: { context_window: 32000, max_output_tokens: 4000, quality: 0.9, price: { input_per_mtok: 1, output_per_mtok: 1 } } }
features: { cache: { ttl_s: 3600, task_types: [classification] } }
`,
  });
  await graphql('mutation ($input: WorkspaceInput!) { createWorkspace(input: $input) { id } }', {
    input: { id: 'team-b', name: 'B' },
  });
}, 60_000);
afterAll(() => penstock.close());

function post(path: string, body: object) {
  return fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function graphql(query: string, variables: object) {
  const response = await post('/graphql', { query, variables });
  const { data, errors } = (await response.json()) as { data: Record<string, never>; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const fields = `id cacheStatus text model finishReason cost { totalUsd priceSource } usage { totalTokens }
  attempts { number } firstTokenMs warnings { message }`;

type Answer = { id: string; cacheStatus: string | null; text: string; cost: { totalUsd: string } | null };

async function generate(input: object): Promise<Answer & Record<string, unknown>> {
  const query = `mutation ($input: GenerateInput!) { generate(input: $input) { ${fields} } }`;
  return (await graphql(query, { input: { model, maxTokens: 1000, ...input } })).generate as never;
}

async function subscribe(input: object) {
  const client = createClient({
    url: `${penstock.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: penstock.authorization },
  });
  const query = `subscription ($input: GenerateInput!) { generate(input: $input) {
    __typename ... on TextDelta { text } ... on GenerationCompleted { generation { ${fields} } } } }`;
  const events: Record<string, unknown>[] = [];
  const variables = { input: { model, maxTokens: 1000, ...input } };
  for await (const { data } of client.iterate({ query, variables })) {
    events.push(data?.generate as Record<string, unknown>);
  }
  await client.dispose();
  return events;
}

/** The number of calls that reached the provider. */
const calls = () => penstock.simulator.requests().filter(({ path }) => path.endsWith('/chat/completions')).length;

test('the same call again gets the same answer, without a cost and without a call', async () => {
  const input = { prompt: 'What is a penstock?', cache: 'READ_WRITE' };
  const first = await generate(input);
  const before = calls();
  const second = await generate(input);
  expect(calls()).toBe(before);
  expect(first).toMatchObject({ cacheStatus: 'MISS', model, attempts: [{ number: 1 }] });
  expect(second).toMatchObject({
    cacheStatus: 'HIT',
    text: first.text,
    model,
    finishReason: 'STOP',
    attempts: [],
    warnings: [],
    cost: { totalUsd: '0', priceSource: 'response cache' },
    usage: { totalTokens: 0 },
  });
  expect(second.id).not.toBe(first.id);
  const stored = await penstock.services.prisma.generation.findUnique({
    where: { id: second.id },
    include: { attempts: true, content: true },
  });
  expect(stored).toMatchObject({ cacheStatus: 'HIT', attemptCount: 0, attempts: [], content: { text: first.text } });
  expect(Number(stored?.costUsd)).toBe(0);
});

test('a subscription gets it as a stream with the same events, and so does /v1/chat/completions', async () => {
  const prompt = 'Say it in a stream.';
  const first = await subscribe({ prompt, cache: 'READ_WRITE' });
  const before = calls();
  const second = await subscribe({ prompt, cache: 'READ_WRITE' });
  const textOf = (events: Record<string, unknown>[]) => events.map(({ text = '' }) => text).join('');
  expect(textOf(second)).toBe(textOf(first));
  expect(textOf(first).length).toBeGreaterThan(10);
  expect([...new Set(second.map((event) => event.__typename))]).toEqual([
    'GenerationStarted',
    'TextDelta',
    'GenerationCompleted',
  ]);
  expect(second.at(-1)?.generation).toMatchObject({ cacheStatus: 'HIT', cost: { totalUsd: '0' } });

  const body = { model, max_tokens: 1000, messages: [{ role: 'user', content: prompt }], cache: 'read_write' };
  const whole = await post('/v1/chat/completions', body);
  expect(whole.headers.get('x-penstock-cache-status')).toBe('HIT');
  expect(whole.headers.get('x-penstock-attempts')).toBe('0');
  expect(whole.headers.get('x-penstock-cost-usd')).toBe('0');
  expect(await whole.json()).toMatchObject({
    model,
    choices: [{ message: { content: textOf(first) }, finish_reason: 'stop' }],
    penstock: { cache_status: 'HIT', attempts: 0, cost_usd: 0 },
  });

  const streamed = await post('/v1/chat/completions', { ...body, stream: true });
  expect(streamed.headers.get('x-penstock-cache-status')).toBe('HIT');
  expect(streamed.headers.get('x-penstock-attempts')).toBe('0');
  expect(streamed.headers.get('x-penstock-model')).toBe(model);
  const chunks = (await streamed.text())
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(textOf(first));
  expect(calls()).toBe(before);
});

test('/v1/messages uses it too', async () => {
  const messages = [{ role: 'user', content: 'Say it in a message.' }];
  const ask = () => post('/v1/messages', { model, max_tokens: 1000, messages, cache: 'read_write' });
  const first = await ask();
  expect(first.headers.get('x-penstock-cache-status')).toBe('MISS');
  const before = calls();
  const second = await ask();
  expect(second.headers.get('x-penstock-cache-status')).toBe('HIT');
  expect((await second.json()).content).toEqual((await first.json()).content);
  expect(calls()).toBe(before);
});

test('is never shared by workspaces, and not used by a call that does not request it', async () => {
  const prompt = 'Mine alone.';
  await generate({ prompt, cache: 'READ_WRITE' });
  expect(await generate({ prompt, cache: 'READ_WRITE', workspaceId: 'team-b' })).toMatchObject({ cacheStatus: 'MISS' });
  expect(await generate({ prompt })).toMatchObject({ cacheStatus: null });
  expect(await generate({ prompt, cache: 'READ', temperature: 0 })).toMatchObject({ cacheStatus: 'MISS' });
  expect(await generate({ prompt, cache: 'READ' })).toMatchObject({ cacheStatus: 'HIT' });
});

test('the policy uses it for the listed task types, and a new policy starts with an empty cache', async () => {
  const input = { prompt: 'Is this spam?', taskType: 'classification' };
  expect(await generate(input)).toMatchObject({ cacheStatus: 'MISS' });
  expect(await generate(input)).toMatchObject({ cacheStatus: 'HIT' });
  expect(await generate({ ...input, cache: 'OFF' })).toMatchObject({ cacheStatus: null });
  const { policy } = (await graphql('{ policy { yaml } }', {})) as unknown as { policy: { yaml: string } };
  await graphql('mutation ($yaml: String!) { applyPolicy(yaml: $yaml) { revision } }', {
    yaml: policy.yaml.replace('ttl_s: 3600', 'ttl_s: 1800'),
  });
  expect(await generate(input)).toMatchObject({ cacheStatus: 'MISS' });
});

test('a failure and a truncated answer are not stored', async () => {
  const failing = { prompt: 'Fail.', cache: 'READ_WRITE' };
  penstock.simulator.script('model', ['500', '500', '500']);
  const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
  const failed = await post('/graphql', { query, variables: { input: { model, maxTokens: 1000, ...failing } } });
  expect(await failed.json()).toMatchObject({ errors: [{ extensions: { code: 'ALL_MODELS_FAILED' } }] });
  expect(await generate(failing)).toMatchObject({ cacheStatus: 'MISS' });
  const short = { prompt: 'Say much.', maxTokens: 1, cache: 'READ_WRITE' };
  expect(await generate(short)).toMatchObject({ cacheStatus: 'MISS', finishReason: 'LENGTH' });
  expect(await generate(short)).toMatchObject({ cacheStatus: 'MISS' });
});

test('/v1 refuses a mode that does not exist', async () => {
  const messages = [{ role: 'user', content: 'Hello' }];
  const response = await post('/v1/chat/completions', { model, messages, cache: 'always' });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('cache must be one of off, read, write, read_write');
});
