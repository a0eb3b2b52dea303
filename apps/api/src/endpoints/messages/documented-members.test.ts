import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';
import { documentedMembers } from '../testing/documented-members.ts';

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream((_, response) =>
    sendEvents(response, [
      {
        type: 'message_start',
        message: { id: 'm1', model: 'm', usage: { input_tokens: 9 }, diagnostics: { cache: 'hit' } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '{}' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', container: { id: 'container_7' } },
        usage: { output_tokens: 9 },
        context_management: { applied_edits: [] },
        input_transformations: [{ type: 'resized' }],
      },
      { type: 'message_stop' },
    ]),
  );
  const facts =
    'context_window: 200000, max_output_tokens: 8000, capabilities: [function_calling, json_schema, reasoning]';
  penstock = await startPenstock({
    policy: () => `providers:
  anthropic: { base_url: "${upstream.url}/v1", api_key: key }
models:
  anthropic: { m1: { ${facts} } }
`,
  });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

const messages = [{ role: 'user', content: [{ type: 'text', text: 'Say it in JSON' }] }];
const look = { name: 'look', input_schema: { type: 'object', properties: {} } };
const searched = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false };

type Outcome =
  /** The provider gets it under the same name: unchanged, or with the value `sent`. */
  | { sent?: unknown }
  /** The provider gets it in a header. */
  | { header: string; sent: string }
  | { refused: RegExp };

/** A value of each documented member, and its outcome with a model of this protocol. */
const table: Readonly<Record<string, readonly [value: unknown, outcome: Outcome, beside?: object]>> = {
  max_tokens: [100, {}],
  messages: [messages, {}],
  model: ['m1', {}],
  betas: ['context-management-2025-06-27', { header: 'anthropic-beta', sent: 'context-management-2025-06-27' }],
  billing_policy: [{ type: 'standard' }, {}],
  cache_control: [{ type: 'ephemeral', ttl: '1h' }, {}],
  compaction: [{ type: 'auto' }, {}],
  container: [{ id: 'container_7', skills: [{ type: 'anthropic', skill_id: 'pdf' }] }, {}],
  context_management: [{ edits: [{ type: 'clear_tool_uses_20250919' }] }, {}],
  diagnostics: [{ prompt_cache: true }, {}],
  fallback_credit_token: ['credit_7', {}],
  fallbacks: [[{ model: 'm2' }], {}],
  inference_geo: ['eu', {}],
  mcp_servers: [[{ type: 'url', url: 'https://mcp.example', name: 'mcp' }], {}],
  metadata: [{ user_id: 'user-7' }, {}],
  output_config: [{ effort: 'high', format: { type: 'json_schema', schema: searched }, task_budget: 7 }, {}],
  output_format: [{ type: 'json_schema', schema: searched }, { sent: undefined }],
  service_tier: ['standard_only', {}],
  speed: ['fast', {}],
  stop_sequences: [['END'], {}],
  stream: [false, { sent: true }],
  system: [[{ type: 'text', text: 'Be short.', cache_control: { type: 'ephemeral' } }], {}],
  temperature: [0.5, {}],
  thinking: [{ type: 'enabled', budget_tokens: 2_000, display: 'omitted' }, {}, { max_tokens: 4_000 }],
  // Clients continue without a thread.
  thread: [{ type: 'create' }, { refused: /thread is not supported here/ }],
  tool_choice: [{ type: 'auto', disable_parallel_tool_use: true }, {}, { tools: [look] }],
  tools: [[{ ...look, description: 'Looks.', strict: true, defer_loading: true, input_examples: [{}] }], {}],
  top_k: [7, {}],
  top_p: [0.5, {}],
  user_profile_id: ['profile_7', {}],
  // Penstock has its own member of this name.
  workspace_id: ['wrkspc_7', { refused: /workspace/i }],
};

test('the table has every member that the package of Anthropic documents', () => {
  const names = ['messages/messages', 'beta/messages/messages'].flatMap((module) =>
    documentedMembers(`@anthropic-ai/sdk/resources/${module}`, 'MessageCreateParamsBase'),
  );
  expect(names.length).toBeGreaterThan(40);
  // Newer models accept neither, so the types have no such members.
  expect(Object.keys(table).sort()).toEqual([...new Set([...names, 'temperature', 'top_k', 'top_p'])].sort());
});

async function post(body: object, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${penstock.url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'x-api-key': penstock.key, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'm1', max_tokens: 100, messages, ...body }),
  });
}

test.each(Object.entries(table))('%s', async (name, [value, outcome, beside]) => {
  const before = upstream.requests.length;
  const isHeader = 'header' in outcome;
  const response = await post(
    { ...beside, ...(!isHeader && { [name]: value }) },
    isHeader ? { [outcome.header]: String(value) } : {},
  );
  const answer = await response.json();
  if ('refused' in outcome) {
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(answer).toMatchObject({ type: 'error', error: { message: expect.stringMatching(outcome.refused) } });
    return expect(upstream.requests.length).toBe(before);
  }
  expect(answer).toMatchObject({ type: 'message', stop_reason: 'end_turn' });
  const sent = upstream.requests[before] as ArrivedRequest;
  if (isHeader) return expect(sent.headers[outcome.header]).toBe(outcome.sent);
  const expected = 'sent' in outcome ? outcome.sent : value;
  expect((sent.body as Record<string, unknown>)[name]).toEqual(expected);
  if (name === 'output_format') {
    expect(sent.body).toMatchObject({ output_config: { format: { type: 'json_schema', schema: searched } } });
  }
});

/** Blocks that only this protocol has, each in a valid place. */
const answered: readonly object[] = [
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'rain' } },
  {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: [{ type: 'web_search_result', url: 'https://rain.example', title: 'Rain', encrypted_content: 'abc' }],
  },
  { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 'mcp', input: {} },
  { type: 'mcp_tool_result', tool_use_id: 'mcptoolu_1', is_error: false, content: [{ type: 'text', text: 'hi' }] },
  { type: 'code_execution_tool_result', tool_use_id: 'srvtoolu_2', content: { type: 'code_execution_result' } },
  { type: 'compaction', content: 'So far so good.' },
  {
    type: 'text',
    text: 'It rains.',
    citations: [{ type: 'web_search_result_location', url: 'https://rain.example', cited_text: 'rain' }],
  },
];
const asked: readonly object[] = [
  {
    type: 'search_result',
    source: 'https://rain.example',
    title: 'Rain',
    content: [{ type: 'text', text: 'It rains.' }],
    citations: { enabled: true },
  },
  { type: 'document', source: { type: 'file', file_id: 'file_7' }, title: 'Rain', citations: { enabled: true } },
  { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'Rain.' }] }, context: 'Weather' },
  { type: 'image', source: { type: 'file', file_id: 'file_8' } },
  { type: 'container_upload', file_id: 'file_9' },
  { type: 'text', text: 'And now?' },
];

test('blocks that only this protocol has keep their place in the conversation', async () => {
  const before = upstream.requests.length;
  const conversation = [...messages, { role: 'assistant', content: answered }, { role: 'user', content: asked }];
  expect((await post({ messages: conversation })).status).toBe(200);
  expect(upstream.requests[before]?.body).toMatchObject({ messages: conversation });
});

const facts = {
  diagnostics: { cache: 'hit' },
  context_management: { applied_edits: [] },
  input_transformations: [{ type: 'resized' }],
};

test('facts of the provider about the whole answer arrive, whole and streamed', async () => {
  expect(await (await post({})).json()).toMatchObject({ ...facts, container: { id: 'container_7' } });
  const events = (await (await post({ stream: true })).text()).split('\n').filter((line) => line.startsWith('data: '));
  const last = events.map((line) => JSON.parse(line.slice(6))).find(({ type }) => type === 'message_delta');
  expect(last).toMatchObject({ ...facts, delta: { container: { id: 'container_7' } } });
});
