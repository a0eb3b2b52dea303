import { type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream((_, response) =>
    sendEvents(response, [
      { type: 'message_start', message: { id: 'm1', model: 'm', usage: { input_tokens: 9 } } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Fine.' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]),
  );
  penstock = await startPenstock({
    policy: () => `providers:
  claude: { dialect: anthropic, base_url: "${upstream.url}/v1", api_key: key, extra_body: { from_provider: 1, both: { a: 1, b: 1 } } }
  away: { dialect: openai, base_url: "http://127.0.0.1:1/v1", api_key: key, retry: { attempts: 1 } }
models:
  away: { lost: { context_window: 32000, max_output_tokens: 4000 } }
  claude:
    claude-sonnet-5: { context_window: 32000, max_output_tokens: 4000, efforts: [low, high], extra_body: { both: { b: 2 } } }
`,
  });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

async function post(path: string, body: object): Promise<string> {
  const response = await fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.text();
}

const chat = {
  model: 'claude-sonnet-5',
  messages: [{ role: 'user', content: 'Hi', name: 'Ann' }],
  reasoning_effort: 'max',
  verbosity: 'low',
  max_tokens: 9_000,
};
const plain = { messages: [{ role: 'user', content: 'Hi' }], reasoning_effort: 'low', verbosity: null, max_tokens: 90 };
const warned = [
  { code: 'CLAMPED', path: 'max_tokens', message: expect.stringContaining('at most 4000 tokens') },
  { code: 'CLAMPED', path: 'reasoning_effort', message: expect.stringContaining("'high' was sent") },
  { code: 'DROPPED', path: 'verbosity', message: "claude has no setting 'verbosity'; it was left out." },
  { code: 'DROPPED', path: 'messages.0.name', message: "claude does not support 'name'; it was left out." },
];

test('a complete answer reports the unsupported parts of the request, and the rest arrives', async () => {
  const answer = JSON.parse(await post('/v1/chat/completions', chat));
  expect(answer.penstock.warnings).toEqual(warned);
  expect(upstream.requests.at(-1)?.body).toMatchObject({
    max_tokens: 4_000,
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
    from_provider: 1,
    both: { a: 1, b: 2 },
  });
});

test.each([true, false])('the last chunk of a stream reports them (with usage: %s)', async (include_usage) => {
  const text = await post('/v1/chat/completions', { ...chat, stream: true, stream_options: { include_usage } });
  const chunks = text
    .split('\n\n')
    .flatMap((event) => (event.startsWith('data: {') ? [JSON.parse(event.slice(6))] : []));
  expect(chunks.at(-1).penstock.warnings).toEqual(warned);
  expect(chunks.filter(({ penstock: facts }) => facts?.warnings !== undefined)).toHaveLength(1);
});

test('an answer without warnings has none', async () => {
  const { penstock: facts } = JSON.parse(await post('/v1/chat/completions', { ...chat, ...plain }));
  expect(facts).not.toHaveProperty('warnings');
});

test('GraphQL reports them, and so does the record', async () => {
  const fields = 'id warnings { code path message } attempts { warnings { code } }';
  const input = {
    model: 'claude-sonnet-5',
    prompt: 'Hi',
    maxTokens: 9_000,
    reasoning: { effort: 'MAX' },
    verbosity: 'low',
    providerOptions: { anthropic: { service_tier: 'auto' } },
  };
  const query = `mutation ($input: GenerateInput!) { generate(input: $input) { ${fields} } }`;
  const { data } = JSON.parse(await post('/graphql', { query, variables: { input } }));
  const codes = data.generate.warnings.map(({ code, path }: { code: string; path: string }) => [code, path]);
  expect(codes).toEqual([
    ['CLAMPED', 'maxOutputTokens'],
    ['CLAMPED', 'reasoning.effort'],
    ['DROPPED', 'verbosity'],
  ]);
  expect(data.generate.attempts).toHaveLength(1);
  expect(upstream.requests.at(-1)?.body).toMatchObject({ service_tier: 'auto' });
  const { find } = penstock.services.generations;
  penstock.services.generations.find = () => null;
  try {
    const stored = await post('/graphql', { query: `{ generation(id: "${data.generate.id}") { ${fields} } }` });
    expect(JSON.parse(stored).data.generation).toEqual(data.generate);
  } finally {
    penstock.services.generations.find = find;
  }
});

const messages = [{ role: 'user', content: 'Hi' }];

/** The last object of a stream or an answer with the facts of Penstock. */
function factsIn(text: string): { generation_id?: string; warnings?: unknown } {
  const objects = text.startsWith('{')
    ? [JSON.parse(text)]
    : text.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6))] : []));
  return objects.flatMap((one) => one.penstock ?? one.response?.penstock ?? []).at(-1) ?? {};
}

test.each([
  ['/v1/chat/completions', { messages }],
  ['/v1/completions', { prompt: 'Hi' }],
  ['/v1/responses', { input: 'Hi' }],
  ['/v1/messages', { messages, max_tokens: 50 }],
])('%s reports that another model served, as GraphQL does', async (path, body) => {
  const whole = factsIn(await post(path, { ...body, model: 'away/lost' }));
  const streamed = factsIn(await post(path, { ...body, model: 'away/lost', stream: true }));
  const document = `query ($id: ID!) { generation(id: $id) { warnings { code path message } } }`;
  const told = JSON.parse(await post('/graphql', { query: document, variables: { id: whole.generation_id } }));
  const { warnings } = told.data.generation;
  expect(warnings).toContainEqual({
    code: 'SUBSTITUTED',
    path: 'model',
    message: expect.stringMatching(/^'away\/lost' was requested, but 'claude\/claude-sonnet-5' answered/),
  });
  expect(whole.warnings).toEqual(warnings);
  expect(streamed.warnings).toMatchObject(
    warnings.map(({ code, path }: { code: string; path: string }) => ({ code, path })),
  );
});
