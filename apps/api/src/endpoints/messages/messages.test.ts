import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { checkMessageEvents, readNamedEvents } from './testing/check-message-events.ts';
import { dialectNames, startMessages } from './testing/start-messages.ts';

type JsonObject = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
type Answer = { status: number; headers: Headers; body: any };

let penstock: TestPenstock;

beforeAll(async () => {
  penstock = await startMessages(['well', 'think-1', 'claude-3-5-sonnet', 'claude-opus-4-8', 'sim-500', 'sim-cut-5']);
}, 60_000);
afterAll(() => penstock.close());

async function post(body: JsonObject, headers: Record<string, string> = {}, path = '/v1/messages'): Promise<Answer> {
  const response = await fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': penstock.key, 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify({ max_tokens: 1000, ...body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const hi = [{ role: 'user', content: 'Say "all is well"' }];
const look = {
  name: 'look',
  description: 'Looks.',
  input_schema: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] },
};
const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const lastSeen = () => penstock.simulator.requests().at(-1);
const lastBody = (): JsonObject => lastSeen()?.body as JsonObject;

describe('a request for a model of Anthropic', () => {
  test('loses no member on the way', async () => {
    const ephemeral = { type: 'ephemeral', ttl: '1h' };
    const body = {
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1' },
        { type: 'text', text: 'You are Claude Code.', cache_control: { type: 'ephemeral', scope: 'global' } },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            {
              type: 'search_result',
              source: 'a',
              title: 'b',
              content: [{ type: 'text', text: 'c' }],
              citations: { enabled: true },
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'c2FuZGJveA==' },
            { type: 'text', text: 'I search.', citations: [{ type: 'char_location', cited_text: 'c' }] },
            { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'grass' } },
            { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
            { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'grass' }, caller: { type: 'direct' } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              content: [{ type: 'tool_reference', tool_name: 'look' }],
              is_error: true,
              cache_control: ephemeral,
            },
            {
              type: 'document',
              source: { type: 'content', content: 'text' },
              title: 'c',
              context: 'd',
              citations: { enabled: true },
            },
            { type: 'text', text: 'Say "done"', cache_control: ephemeral },
          ],
        },
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
      ],
      tools: [
        { type: 'web_search_20260318', name: 'web_search', max_uses: 3 },
        { ...look, cache_control: ephemeral, eager_input_streaming: true },
      ],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high', task_budget: { type: 'tokens', total: 9000 } },
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      metadata: { user_id: 'user_1f_account_2e_session_3d-4c' },
      stop_sequences: ['END'],
      service_tier: 'standard_only',
      container: 'c1',
    };
    const beta = 'claude-code-20250219,context-management-2025-06-27';
    const { status } = await post(
      { ...body, model: 'x-anthropic/claude-opus-4-8', max_tokens: 500 },
      { 'anthropic-beta': beta, 'x-penstock-fallback': 'off' },
      '/v1/messages?beta=true',
    );
    expect(status).toBe(200);
    expect(lastBody()).toEqual({ ...body, model: 'claude-opus-4-8', max_tokens: 500, stream: true });
    expect(lastSeen()?.headers).toMatchObject({ 'anthropic-beta': beta, 'anthropic-version': '2023-06-01' });
  });

  test('that does not accept instructions within the conversation gets them at its beginning', async () => {
    const messages = [...hi, { role: 'system', content: 'Be brief.' }];
    const { status, body } = await post({ model: 'x-anthropic/claude-3-5-sonnet', messages });
    expect(status).toBe(200);
    expect(lastBody().system).toEqual([{ type: 'text', text: 'Be brief.' }]);
    expect(body.penstock.warnings).toMatchObject([{ code: 'CONVERTED', path: 'messages' }]);
  });
});

describe.each(dialectNames)('the events before a model of the dialect %s', (dialect) => {
  test.each([
    ['a text', { messages: hi }],
    ['thoughts', { messages: hi, thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4000 }],
    ['calls', { messages: [{ role: 'user', content: 'What is the weather in Paris and in Rome?' }], tools: [weather] }],
  ])('of %s have the order of Anthropic', async (_what, asked) => {
    const { headers, body } = await post({ model: `x-${dialect}/think-1`, stream: true, ...asked });
    const events = readNamedEvents(body);
    const rebuilt = rebuild(events);
    expect(checkMessageEvents(events, rebuilt)).toEqual([]);
    expect(rebuilt.length).toBeGreaterThan(0);
    expect(headers.get('x-penstock-model')).toBe(`x-${dialect}/think-1`);
    expect(headers.get('request-id')).toBe(headers.get('x-request-id'));
  });
});

/** The content that the deltas of a stream add up to, without a check of their order. */
function rebuild(events: ReturnType<typeof readNamedEvents>): readonly JsonObject[] {
  const blocks: Record<string, unknown>[] = [];
  const inputs: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: events of any shape
  for (const { data } of events as any) {
    if (data.type === 'content_block_start') blocks[data.index] = { ...data.content_block };
    if (data.type !== 'content_block_delta') continue;
    const block = blocks[data.index] ?? {};
    const { text, thinking, signature, partial_json: json } = data.delta;
    if (text !== undefined) block.text = `${block.text}${text}`;
    if (thinking !== undefined) block.thinking = `${block.thinking}${thinking}`;
    if (signature !== undefined) block.signature = signature;
    if (json !== undefined) inputs[data.index] = (inputs[data.index] ?? '') + json;
  }
  return blocks.map((block, index) => (inputs[index] ? { ...block, input: JSON.parse(inputs[index]) } : block));
}

describe('members that another model does not support', () => {
  test('are left out, with a warning', async () => {
    const tools = [{ type: 'web_search_20260318', name: 'web_search' }, look];
    const { status, body } = await post({
      model: 'x-openai/well',
      messages: hi,
      tools,
      context_management: { edits: [] },
    });
    expect(status).toBe(200);
    expect(JSON.stringify(lastBody())).not.toMatch(/web_search|context_management/);
    expect(body.penstock.warnings.map(({ path }: { path: string }) => path).sort()).toEqual([
      'context_management',
      'tools.0',
    ]);
  });

  test.each(['openai', 'google'])('include long names of tools, which are mapped (%s)', async (dialect) => {
    const name = `mcp__${'very_'.repeat(14)}long__look`;
    const asked = { tools: [{ ...look, name }], tool_choice: { type: 'tool', name } };
    const { body } = await post({
      model: `x-${dialect}/well`,
      messages: [{ role: 'user', content: 'Look at grass.' }],
      ...asked,
    });
    expect(JSON.stringify(lastBody())).not.toContain(name);
    expect(body.content).toMatchObject([{ type: 'tool_use', name }]);
    await post({ model: 'x-anthropic/well', messages: hi, ...asked });
    expect(JSON.stringify(lastBody())).toContain(name);
  });
});

describe('a request', () => {
  test('is accepted with a bearer key, and answered by auto', async () => {
    const headers = { 'x-api-key': '', authorization: penstock.authorization };
    const { status, body, headers: told } = await post({ model: 'auto', messages: hi }, headers);
    expect(status).toBe(200);
    expect(told.get('x-penstock-model')).toBe(body.model);
    expect(told.get('x-penstock-cost-usd')).toMatch(/^0\.\d+$/);
  });

  test('falls back, unless the caller forbids it', async () => {
    const body = { model: 'x-anthropic/sim-500', fallback_models: ['x-openai/well'], messages: hi };
    expect((await post(body)).body).toMatchObject({
      model: 'x-openai/well',
      penstock: { attempts: expect.any(Number) },
    });
    expect((await post(body, { 'x-penstock-fallback': 'off' })).status).toBe(500);
    expect((await post({ ...body, enable_fallback: false })).status).toBe(500);
  });

  test('that fails during a stream ends with an error event', async () => {
    const { body } = await post({
      model: 'x-anthropic/sim-cut-5',
      messages: [{ role: 'user', content: 'Say "a b c d e f g h"' }],
      stream: true,
      enable_fallback: false,
    });
    const events = readNamedEvents(body);
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { type: 'error', error: { type: 'api_error' } } });
    expect(events.map(({ event }) => event)).not.toContain('message_stop');
  });

  test.each([
    [401, 'authentication_error', '/v1/messages', { 'x-api-key': 'wrong' }],
    [404, 'not_found_error', '/messages', {}],
    [404, 'not_found_error', '/v1/v1/messages', {}],
    [400, 'invalid_request_error', '/v1/messages', { 'anthropic-beta': 'a b' }],
  ])('is refused in its own form: %s %s', async (status, type, path, headers) => {
    const answer = await post({ model: 'x-openai/well', messages: hi }, headers, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      type: 'error',
      error: { type, message: expect.any(String) },
      request_id: expect.any(String),
    });
  });

  test('with a wrong base URL gets the right one in the error', async () => {
    const { body } = await post({ model: 'x-openai/well', messages: hi }, {}, '/messages');
    expect(body.error.message).toContain(`set the base URL of your client to ${penstock.url}.`);
  });

  test('belongs to the user and the session in its metadata', async () => {
    const { body } = await post({
      model: 'x-openai/well',
      messages: hi,
      metadata: { user_id: 'user_1f_account_2e_session_3d-4c' },
    });
    const kept = penstock.services.generations.find(body.penstock.generation_id);
    expect(kept?.request.caller).toMatchObject({ endUser: 'user_1f_account_2e', session: '3d-4c' });
  });
});
