import type { ServerResponse } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { type ArrivedRequest, type LocalUpstream, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

let upstream: LocalUpstream;
let penstock: TestPenstock;
let client: Anthropic;
let respond: (request: ArrivedRequest, response: ServerResponse) => void;

const answer = (status: number, body: object | string) => (_: ArrivedRequest, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

beforeAll(async () => {
  upstream = await startLocalUpstream((request, response) => respond(request, response));
  const facts = 'context_window: 200000, max_output_tokens: 8000, capabilities: [function_calling, reasoning]';
  penstock = await startPenstock({
    policy: () => `providers:
  anthropic: { base_url: "${upstream.url}/v1", api_key: key }
  openai: { base_url: "${upstream.url}/v1", api_key: key }
models:
  anthropic: { claude: { ${facts} } }
  openai: { gpt: { ${facts} } }
`,
  });
  client = new Anthropic({ apiKey: penstock.key, baseURL: penstock.url, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'How many tokens are these few words?' }];
const tools: Anthropic.ToolUnion[] = [
  { name: 'look', input_schema: { type: 'object', properties: {} } },
  { type: 'web_search_20250305', name: 'web_search', max_uses: 1 },
];

test('the prompt of an Anthropic model is counted by its provider, with all its members', async () => {
  respond = answer(200, { input_tokens: 4_321 });
  const body = { model: 'claude', messages, system: 'Be short.', tools, thinking: { type: 'adaptive' as const } };
  expect(await client.messages.countTokens(body)).toEqual({ input_tokens: 4_321 });
  const { path, body: sent } = upstream.requests.at(-1) as ArrivedRequest;
  expect(path).toBe('/v1/messages/count_tokens');
  expect(Object.keys(sent as object).sort()).toEqual(['messages', 'model', 'system', 'thinking', 'tools']);
  expect(sent).toMatchObject({ model: 'claude', tools, thinking: { type: 'adaptive' } });
});

test.each([
  ['fails', answer(500, { type: 'error', error: { type: 'api_error', message: 'Lost.' } })],
  ['does not have this path', answer(404, 'nothing here')],
  ['has another form of answer', answer(200, { tokens: 7 })],
  ['stays silent', () => {}],
])('Penstock counts if the provider %s', async (_, wrong) => {
  respond = wrong;
  const { input_tokens: tokens } = await client.messages.countTokens({ model: 'claude', messages });
  expect(tokens).toBeGreaterThan(5);
  expect(tokens).toBeLessThan(50);
});

test('for a model of another protocol its provider is not called', async () => {
  const before = upstream.requests.length;
  const { input_tokens: tokens } = await client.messages.countTokens({ model: 'gpt', messages });
  expect(tokens).toBeGreaterThan(5);
  expect(upstream.requests.length).toBe(before);
});
