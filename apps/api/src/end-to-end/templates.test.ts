import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

let penstock: TestPenstock;
const topics: string[] = [];

beforeAll(async () => {
  penstock = await startPenstock({
    policy: (simulator) => `providers:
  p: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  p: { model: { context_window: 32000, max_output_tokens: 4000, quality: 0.9, price: { input_per_mtok: 1, output_per_mtok: 1 } } }
`,
  });
  const input = {
    name: 'explain',
    messages: [
      { role: 'SYSTEM', content: 'Be brief.' },
      { role: 'USER', content: 'Explain {{topic}}.' },
    ],
    variables: [{ name: 'topic', type: 'STRING' }],
  };
  for (const description of ['first', 'second'])
    await graphql('mutation ($input: TemplateInput!) { saveTemplate(input: $input) { version } }', {
      input: { ...input, description },
    });
}, 60_000);
afterAll(() => penstock.close());

async function post(path: string, body: object) {
  const response = await fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

async function graphql(query: string, variables: object) {
  return JSON.parse((await post('/graphql', { query, variables })).body);
}

/** A use of the template with a topic that no other test has. */
function use(version: number | null = null) {
  topics.push(`topic ${topics.length}`);
  return { name: 'explain', version, variables: { topic: topics.at(-1) } };
}

/** The messages of the last call that reached the provider. */
const sent = () =>
  penstock.simulator
    .requests()
    .map(({ body }) => (body as { messages: object[] }).messages)
    .at(-1);

const said = () => [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: `Explain ${topics.at(-1)}.` },
];

/** The template of the newest record, as it is stored. */
async function recorded() {
  const rows = await penstock.services.prisma.generation.findMany({ orderBy: { id: 'desc' }, take: 1 });
  return rows.map(({ templateName, templateVersion }) => [templateName, templateVersion]);
}

const model = 'p/model';

test('generate accepts a template without a prompt, records the served version, and shows it', async () => {
  const fields = 'id template { name version }';
  const { data } = await graphql(`mutation ($input: GenerateInput!) { generate(input: $input) { ${fields} } }`, {
    input: { model, template: use(), maxTokens: 5 },
  });
  expect(sent()).toEqual(said());
  expect(data.generate.template).toEqual({ name: 'explain', version: 2 });
  expect(await recorded()).toEqual([['explain', 2]]);
});

test('the subscription accepts a template, with a prompt after it', async () => {
  const client = createClient({
    url: `${penstock.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: penstock.authorization },
  });
  const query = `subscription ($input: GenerateInput!) { generate(input: $input) {
    __typename ... on GenerationCompleted { generation { template { version } } } } }`;
  const input = { model, template: use(1), prompt: 'In one sentence.', maxTokens: 5 };
  const types: string[] = [];
  for await (const { data } of client.iterate<{ generate: { __typename: string; generation?: object } }>({
    query,
    variables: { input },
  })) {
    types.push(data?.generate.__typename ?? '');
    if (data?.generate.generation) expect(data.generate.generation).toEqual({ template: { version: 1 } });
  }
  await client.dispose();
  expect(types.at(-1)).toBe('GenerationCompleted');
  expect(sent()).toEqual([...said(), { role: 'user', content: 'In one sentence.' }]);
  expect(await recorded()).toEqual([['explain', 1]]);
});

test('plan counts its messages and calls no model', async () => {
  const before = penstock.simulator.requests().length;
  const query = 'query ($input: GenerateInput!) { plan(input: $input) { inputTokens candidates { model { id } } } }';
  const { data } = await graphql(query, { input: { model, template: use() } });
  const longer = { name: 'explain', variables: { topic: 'rivers and locks '.repeat(100) } };
  const { data: long } = await graphql(query, { input: { model, template: longer } });
  expect(data.plan.candidates).toEqual([{ model: { id: model } }]);
  expect(long.plan.inputTokens).toBeGreaterThan(data.plan.inputTokens + 200);
  expect(penstock.simulator.requests().length).toBe(before);
});

test.each([false, true])(
  '/v1/chat/completions accepts a template, before its messages (stream: %s)',
  async (stream) => {
    const messages = [{ role: 'user', content: 'In one sentence.' }];
    const { status } = await post('/v1/chat/completions', { model, template: use(), messages, stream, max_tokens: 5 });
    expect(status).toBe(200);
    expect(sent()).toEqual([...said(), ...messages]);
    expect(await recorded()).toEqual([['explain', 2]]);
    expect((await post('/v1/chat/completions', { model, template: use(), stream, max_tokens: 5 })).status).toBe(200);
    expect(sent()).toEqual(said());
  },
);

test('/v1/responses accepts a template as its prompt, for that response only', async () => {
  const { variables } = use();
  const body = { model, prompt: { id: 'explain', version: '2', variables }, max_output_tokens: 50 };
  const first = await post('/v1/responses', body);
  expect(first.status).toBe(200);
  expect(sent()).toEqual(said());
  expect(await recorded()).toEqual([['explain', 2]]);
  const { id, output } = JSON.parse(first.body);
  await post('/v1/responses', { model, input: 'And now?', previous_response_id: id, max_output_tokens: 5 });
  // Like its instructions, its messages are not carried over.
  expect(sent()).toEqual([
    { role: 'assistant', content: output[0].content[0].text },
    { role: 'user', content: 'And now?' },
  ]);
  expect((await post('/v1/responses', { ...body, input: 'In one sentence.', instructions: 'Be kind.' })).status).toBe(
    200,
  );
  expect(sent()).toEqual([
    ...said(),
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'In one sentence.' },
  ]);
});

test('a wrong use is refused before a model is called, in the form of the endpoint', async () => {
  const before = penstock.simulator.requests().length;
  const missing = await post('/v1/chat/completions', { model, template: { name: 'explain' } });
  expect(missing.status).toBe(400);
  expect(JSON.parse(missing.body).error).toMatchObject({
    message: "template.variables.topic is missing: template 'explain' needs it as a text.",
    param: 'template.variables.topic',
  });
  const unknown = await graphql('mutation ($input: GenerateInput!) { generate(input: $input) { id } }', {
    input: { model, template: { name: 'other' } },
  });
  expect(unknown.errors[0]).toMatchObject({
    message: "There is no template 'other'.",
    extensions: { code: 'NOT_FOUND' },
  });
  expect(penstock.simulator.requests().length).toBe(before);
});
