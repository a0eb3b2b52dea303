import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';
import { checkResponseEvents, type ResponseEvent } from './testing/check-response-events.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape are read here
type Json = any;
type Input = OpenAI.Responses.ResponseInput;

const facts = `context_window: 64000, max_output_tokens: 4000, quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 },
      capabilities: [function_calling, json_mode, json_schema, vision, documents]`;

const searched = {
  type: 'web_search_call',
  id: 'ws_upstream',
  status: 'completed',
  action: { type: 'search', query: 'weirs' },
};
const citation = { type: 'url_citation', url: 'https://weirs.example', title: 'Weirs', start_index: 0, end_index: 6 };
const encrypted = 'gAAAA-of-openai';

/**
 * The answer of this test's upstream: reasoning, a search, a text before the answer, and the answer with its source.
 */
const events: readonly object[] = [
  { type: 'response.created', response: { id: 'resp_up', model: 'gpt-5-pro', status: 'in_progress', output: [] } },
  {
    type: 'response.output_item.done',
    output_index: 0,
    item: { type: 'reasoning', id: 'rs_upstream', summary: [], encrypted_content: encrypted },
  },
  {
    type: 'response.output_item.done',
    output_index: 1,
    item: {
      type: 'message',
      id: 'msg_a',
      role: 'assistant',
      phase: 'commentary',
      content: [{ type: 'output_text', text: 'I search.', annotations: [] }],
    },
  },
  { type: 'response.output_item.added', output_index: 2, item: { ...searched, status: 'in_progress' } },
  { type: 'response.output_item.done', output_index: 2, item: searched },
  {
    type: 'response.output_text.delta',
    item_id: 'msg_b',
    output_index: 3,
    content_index: 0,
    delta: 'Weirs hold water.',
  },
  {
    type: 'response.output_item.done',
    output_index: 3,
    item: {
      type: 'message',
      id: 'msg_b',
      role: 'assistant',
      phase: 'final_answer',
      content: [{ type: 'output_text', text: 'Weirs hold water.', annotations: [citation] }],
    },
  },
  {
    type: 'response.completed',
    response: { status: 'completed', usage: { input_tokens: 9, output_tokens: 5, total_tokens: 14 } },
  },
];

let upstream: LocalUpstream;
let penstock: TestPenstock;
let client: OpenAI;
const lastBody = (): Json => (upstream.requests.at(-1) as ArrivedRequest).body;

beforeAll(async () => {
  upstream = await startLocalUpstream((_, response) => sendEvents(response, [...events]));
  penstock = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 2_000 } }],
    policy: (simulator) => `providers:
  openai: { api: responses, base_url: "${upstream.url}/v1", api_key: key }
  mixed: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
  claude: { dialect: anthropic, base_url: "${simulator.baseUrl('anthropic')}", api_key: key }
models:
  openai: { gpt-x: { ${facts} } }
  claude: { backup: { ${facts} }, sim-cut-5: { ${facts} } }
  mixed:
    chat-1: { ${facts} }
    think-1: { ${facts}, api: responses }
    backup: { ${facts}, api: responses }
    sim-cut-5: { ${facts}, api: responses }
    sim-500: { ${facts}, api: responses }
    sim-429: { ${facts}, api: responses }
routing_rules:
  chains:
    FROM: [mixed/sim-cut-5, claude/backup]
    TO: [claude/sim-cut-5, mixed/backup]
    FIRST: [mixed/sim-500, mixed/sim-429, claude/backup]
`,
  });
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

async function streamed(body: object): Promise<OpenAI.Responses.Response> {
  const seen: ResponseEvent[] = [];
  const request = { ...body, stream: true } as OpenAI.Responses.ResponseCreateParamsStreaming;
  for await (const event of await client.responses.create(request)) seen.push(event as unknown as ResponseEvent);
  checkResponseEvents(seen);
  return (seen.at(-1) as ResponseEvent).response;
}

describe('a request for a model that Penstock calls by Responses', () => {
  const grammar = { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } as const;
  const body = {
    model: 'openai/gpt-x',
    instructions: 'Be short.',
    input: [
      { role: 'developer', content: 'In English.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Weirs?' }] },
    ] as Input,
    tools: [
      { type: 'web_search', search_context_size: 'low' },
      { type: 'function', name: 'look', description: null, parameters: { type: 'object' }, strict: true },
      { type: 'custom', name: 'patch', description: 'Edits.', format: grammar },
    ],
    tool_choice: { type: 'web_search' },
    reasoning: { effort: 'high', summary: 'detailed' },
    text: {
      verbosity: 'low',
      format: { type: 'json_schema', name: 'a', description: 'd', strict: false, schema: { type: 'object' } },
    },
    include: ['web_search_call.action.sources'],
    metadata: { team: 'blue' },
    max_output_tokens: 99,
    max_tool_calls: 2,
    parallel_tool_calls: false,
    truncation: 'auto',
    prompt_cache_key: 'k',
    safety_identifier: 's',
    service_tier: 'flex',
    user: 'ann',
  };

  test('loses no member on the way', async () => {
    await client.responses.create({ ...body, text: { verbosity: 'low' } } as Json);
    const { text: _, include: __, model: ___, ...same } = body;
    expect(upstream.requests.at(-1)?.path).toBe('/v1/responses');
    expect(lastBody()).toEqual({
      ...same,
      model: 'gpt-x',
      input: [
        { role: 'system', content: 'In English.' },
        { role: 'user', content: 'Weirs?' },
      ],
      tools: [body.tools[0], { ...body.tools[1], description: undefined }, body.tools[2]].map((tool) =>
        JSON.parse(JSON.stringify(tool)),
      ),
      text: { verbosity: 'low' },
      include: ['web_search_call.action.sources', 'reasoning.encrypted_content'],
      store: false,
      stream: true,
    });
  });

  test('keeps the details of its schema', async () => {
    // The text of this upstream is not JSON, so the caller gets an error.
    await client.responses.create(body as Json).catch(() => null);
    expect(lastBody().text).toEqual(body.text);
  });

  test('chat clients get its sources, whole and streamed', async () => {
    const chat = { model: body.model, messages: [{ role: 'user' as const, content: 'Weirs?' }] };
    const { type, start_index, end_index, ...source } = citation;
    const cited = { start_index: 'I search.'.length, end_index: 'I search.Weirs '.length, ...source };
    const annotations = [{ type, url_citation: cited }];
    expect(end_index - start_index).toBe(cited.end_index - cited.start_index);
    const whole = await client.chat.completions.create(chat);
    expect(whole.choices[0]?.message).toMatchObject({ content: 'I search.Weirs hold water.', annotations });
    const chunks = await Array.fromAsync(await client.chat.completions.create({ ...chat, stream: true }));
    expect(chunks.flatMap(({ choices }) => Reflect.get(choices[0]?.delta ?? {}, 'annotations') ?? [])).toEqual(
      annotations,
    );
  });

  test.each([false, true])('gets its own items, and sends them back unchanged (streamed: %s)', async (isStreamed) => {
    const plain = { model: body.model, tools: [body.tools[0]], input: body.input } as Json;
    const { output, tools } = isStreamed ? await streamed(plain) : await client.responses.create(plain);
    expect(tools).toEqual([body.tools[0]]);
    expect(output).toMatchObject([
      { type: 'reasoning', encrypted_content: expect.any(String) },
      { type: 'message', phase: 'commentary', content: [{ text: 'I search.' }] },
      searched,
      { type: 'message', phase: 'final_answer', content: [{ text: 'Weirs hold water.', annotations: [citation] }] },
    ]);
    const { id: _, ...search } = searched;
    const said = (text: string, more: object = {}): object => ({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text, ...more }],
    });
    const back = [
      { type: 'reasoning', summary: [], encrypted_content: encrypted },
      { ...said('I search.'), phase: 'commentary' },
      search,
      { ...said('Weirs hold water.', { annotations: [citation] }), phase: 'final_answer' },
    ];
    const again = { ...plain, input: [...body.input, ...output, { role: 'user', content: 'Sure?' }] };
    await client.responses.create(again);
    // The first instructions are sent separately.
    expect(lastBody().input.slice(1)).toEqual([...back, { role: 'user', content: 'Sure?' }]);
    // Only the items, without Penstock's own state.
    const bare = output.map(({ penstock: __, ...item }: Json) => item);
    await client.responses.create({ ...again, input: [...body.input, ...bare, { role: 'user', content: 'Sure?' }] });
    expect(lastBody().input[2]).toEqual(back[1]);
  });

  test('continues a stored response with its reasoning', async () => {
    const first = await client.responses.create({ model: body.model, input: 'Weirs?' });
    const next = { model: body.model, input: 'Sure?', previous_response_id: first.id };
    await client.responses.create(next);
    expect(lastBody().input[1]).toEqual({ type: 'reasoning', summary: [], encrypted_content: encrypted });
    expect(lastBody().store).toBe(false);
  });

  test('may include earlier reasoning from OpenAI itself', async () => {
    const input = [
      { role: 'user', content: 'Weirs?' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA-elsewhere' },
      { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] },
      { role: 'user', content: 'Sure?' },
    ];
    await client.responses.create({ model: body.model, input } as Json);
    expect(lastBody().input[1]).toEqual({ type: 'reasoning', summary: [], encrypted_content: 'gAAAA-elsewhere' });
  });

  test('of another protocol also arrives by Responses', async () => {
    const messages = [{ role: 'user' as const, content: 'Weirs?' }];
    const answer: Json = await client.chat.completions.create({ model: body.model, messages });
    expect(answer.choices[0].message.content).toBe('I search.Weirs hold water.');
    const thanks = { role: 'user' as const, content: 'Sure?' };
    await client.chat.completions.create({
      model: body.model,
      messages: [...messages, answer.choices[0].message, thanks],
    });
    expect(lastBody().input[1]).toMatchObject({ type: 'reasoning', encrypted_content: encrypted });
  });
});

describe('models of one provider', () => {
  test('are each called by their own protocol', async () => {
    const seen = async (model: string): Promise<Json> => {
      await client.responses.create({ model, input: 'Say "yes"' });
      return penstock.simulator.requests().at(-1)?.body;
    };
    expect(await seen('mixed/chat-1')).toHaveProperty('messages');
    expect(await seen('mixed/think-1')).toHaveProperty('input');
  });

  test('keep their reasoning encrypted over turns with a tool', async () => {
    const weather = {
      type: 'function',
      name: 'get_weather',
      description: 'The weather of a city.',
      strict: false,
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    };
    const input = [{ role: 'user', content: 'What is the weather in Paris?' }] as Input;
    const asked = { model: 'mixed/think-1', tools: [weather], store: false } as Json;
    const first = await streamed({ ...asked, input });
    const [call] = first.output.filter((item) => item.type === 'function_call');
    const result = { type: 'function_call_output', call_id: call?.call_id, output: '{"degrees":20}' };
    const second = await client.responses.create({ ...asked, input: [...input, ...first.output, result] });
    expect(second.output_text).toMatch(/20/);
    const body = penstock.simulator.requests().at(-1)?.body as Json;
    expect(body.input.map(({ type }: Json) => type)).toEqual([
      undefined,
      'reasoning',
      'function_call',
      'function_call_output',
    ]);
    expect(body.input[1].encrypted_content).toMatch(/^gAAAAAsim-/);
  });
});

describe('an answer that breaks off', () => {
  const said = 'one two three four five six seven eight nine ten eleven twelve';
  const input = `Say "${said}"`;

  test.each([
    ['FROM', 'claude/backup'],
    ['TO', 'mixed/backup'],
  ])('continues with another protocol (%s)', async (model, served) => {
    const response = await streamed({ model, input });
    expect(response.output_text ?? JSON.stringify(response.output)).toContain('six seven');
    const texts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
    expect(texts.map((part) => (part.type === 'output_text' ? part.text : '')).join('')).toBe(said);
    expect(response.model).toBe(served);
  });

  test('before its first token leaves no trace', async () => {
    const response = await streamed({ model: 'FIRST', input });
    expect(response).toMatchObject({ status: 'completed', model: 'claude/backup' });
    expect(response.output).toMatchObject([{ content: [{ text: said }] }]);
  });
});
