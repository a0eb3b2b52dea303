import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

type Json = Record<string, unknown>;

/** A provider that expects a part of its answer back: its events, and the message that it expects in the next turn. */
type Subject = { model: string; says: readonly (string | object)[]; expects: readonly Json[] };

const weather = { name: 'weather', args: { at: 'Bern' } };
const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: 'r1',
  choices: [{ index: 0, delta, finish_reason }],
});
const item = (output_index: number, members: object): object => ({
  type: 'response.output_item.done',
  output_index,
  item: members,
});
const openAiCall = { index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"at":"Bern"}' } };
const details = [
  { type: 'reasoning.text', text: 'Hm, Bern.', signature: 'secret-1', format: 'unknown', index: 0 },
  { type: 'reasoning.encrypted', data: 'secret-2', format: 'unknown', index: 1 },
];
const extra_content = { google: { thought_signature: 'secret-3' } };

const subjects: Readonly<Record<string, Subject>> = {
  'Claude, which signs its thoughts': {
    model: 'claude/m',
    says: [
      { type: 'message_start', message: { id: 'm1', model: 'm', usage: { input_tokens: 9 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm, Bern.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'secret-1' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'I look.' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'redacted_thinking', data: 'secret-2' } },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'content_block_start',
        index: 3,
        content_block: { type: 'tool_use', id: 'c1', name: 'weather', input: {} },
      },
      { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"at":"Bern"}' } },
      { type: 'content_block_stop', index: 3 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ],
    expects: [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm, Bern.', signature: 'secret-1' },
          { type: 'text', text: 'I look.' },
          { type: 'redacted_thinking', data: 'secret-2' },
          { type: 'tool_use', id: 'c1', name: 'weather', input: weather.args },
        ],
      },
    ],
  },
  'Gemini, which signs calls': {
    model: 'gemini/gemini-3-m',
    says: [
      {
        candidates: [
          {
            content: {
              parts: [
                { text: 'Hm, Bern.', thought: true },
                { text: 'I look.', thoughtSignature: 'secret-2' },
                { functionCall: { id: 'c1', ...weather }, thoughtSignature: 'secret-1' },
              ],
            },
            finishReason: 'STOP',
          },
        ],
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 9 },
      },
    ],
    expects: [
      {
        role: 'model',
        parts: [
          { text: 'Hm, Bern.', thought: true },
          { text: 'I look.', thoughtSignature: 'secret-2' },
          { functionCall: weather, thoughtSignature: 'secret-1' },
        ],
      },
    ],
  },
  'Gemini, which runs code': {
    model: 'coder/gemini-3-m',
    says: [
      {
        candidates: [
          {
            content: {
              parts: [
                { text: 'I look.' },
                { executableCode: { language: 'PYTHON', code: 'secret-1' }, thoughtSignature: 'secret-2' },
                { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
                { functionCall: { id: 'c1', ...weather }, thoughtSignature: 'secret-3' },
              ],
            },
            finishReason: 'STOP',
          },
        ],
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 9 },
      },
    ],
    expects: [
      {
        role: 'model',
        parts: [
          { text: 'I look.' },
          { executableCode: { language: 'PYTHON', code: 'secret-1' }, thoughtSignature: 'secret-2' },
          { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
          { functionCall: weather, thoughtSignature: 'secret-3' },
        ],
      },
    ],
  },
  'OpenAI, which encrypts reasoning': {
    model: 'responding/m',
    says: [
      { type: 'response.created', response: { id: 'r1', model: 'm', status: 'in_progress' } },
      item(0, { type: 'reasoning', id: 'rs_1', summary: [{ text: 'Hm, Bern.' }], encrypted_content: 'secret-1' }),
      item(1, { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] }),
      item(2, { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'secret-2' }),
      item(3, { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'weather', arguments: '{"at":"Bern"}' }),
      { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 9, output_tokens: 9 } } },
    ],
    expects: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm, Bern.' }], encrypted_content: 'secret-1' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
      { type: 'reasoning', summary: [], encrypted_content: 'secret-2' },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"at":"Bern"}' },
    ],
  },
  'OpenRouter, which details reasoning': {
    model: 'open/m',
    says: [
      chunk({ role: 'assistant', reasoning: 'Hm, Bern.', reasoning_details: [details[0]] }),
      chunk({ reasoning_details: [details[1]] }),
      chunk({ content: 'I look.' }),
      chunk({ tool_calls: [openAiCall] }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ],
    expects: [
      {
        role: 'assistant',
        content: 'I look.',
        reasoning: 'Hm, Bern.',
        reasoning_details: details,
        tool_calls: [{ id: 'c1', type: 'function', function: openAiCall.function }],
      },
    ],
  },
  'LiteLLM, which has the blocks of Claude': {
    model: 'lite/m',
    says: [
      chunk({ reasoning_content: 'Hm, ', thinking_blocks: [{ type: 'thinking', thinking: 'Hm, ', signature: '' }] }),
      chunk({ reasoning_content: 'Bern.', thinking_blocks: [{ type: 'thinking', thinking: 'Bern.', signature: '' }] }),
      chunk({ thinking_blocks: [{ type: 'thinking', thinking: '', signature: 'secret-1' }] }),
      chunk({ thinking_blocks: [{ type: 'redacted_thinking', data: 'secret-2' }] }),
      chunk({ content: 'I look.' }),
      chunk({ tool_calls: [openAiCall] }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ],
    expects: [
      {
        role: 'assistant',
        content: 'I look.',
        reasoning_content: 'Hm, Bern.',
        thinking_blocks: [
          { type: 'thinking', thinking: 'Hm, Bern.', signature: 'secret-1' },
          { type: 'redacted_thinking', data: 'secret-2' },
        ],
        tool_calls: [{ id: 'c1', type: 'function', function: openAiCall.function }],
      },
    ],
  },
  'DeepSeek, which wants its reasoning back': {
    model: 'seeker/m',
    says: [
      chunk({ role: 'assistant', reasoning_content: 'Hm, Bern. secret-1' }),
      chunk({ content: 'I look.' }),
      chunk({ tool_calls: [openAiCall] }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ],
    expects: [
      {
        role: 'assistant',
        content: 'I look.',
        reasoning_content: 'Hm, Bern. secret-1',
        tool_calls: [{ id: 'c1', type: 'function', function: openAiCall.function }],
      },
    ],
  },
  'Gemini at its address that speaks as OpenAI': {
    model: 'compat/m',
    says: [
      chunk({ role: 'assistant', content: 'I look.' }),
      chunk({ tool_calls: [{ ...openAiCall, extra_content }] }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ],
    expects: [
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [{ id: 'c1', type: 'function', function: openAiCall.function, extra_content }],
      },
    ],
  },
};

const providerOf = (model: string): string => model.slice(0, model.indexOf('/'));
const plainAnswer = [chunk({ role: 'assistant', content: 'Fine.' }, 'stop'), '[DONE]'];

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream((request, response) => {
    const provider = request.path.split('/')[1];
    const subject = Object.values(subjects).find(({ model }) => providerOf(model) === provider);
    sendEvents(response, subject?.says ?? plainAnswer);
  });
  const at = (id: string): string => `base_url: "${upstream.url}/${id}", api_key: key`;
  const facts =
    'context_window: 32000, max_output_tokens: 4000, quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 }, capabilities: [function_calling]';
  penstock = await startPenstock({
    policy: () => `providers:
  claude: { dialect: anthropic, ${at('claude')} }
  gemini: { dialect: google, ${at('gemini')} }
  responding: { dialect: openai, api: responses, ${at('responding')} }
  open: { vendor: openrouter, ${at('open')} }
  lite: { dialect: openai, ${at('lite')} }
  coder: { dialect: google, ${at('coder')} }
  seeker: { vendor: deepseek, ${at('seeker')} }
  compat: { dialect: openai, ${at('compat')} }
  other: { dialect: openai, ${at('other')} }
  strict: { vendor: openai, ${at('strict')} }
models:
  claude: { m: { ${facts} } }
  gemini: { gemini-3-m: { ${facts} } }
  responding: { m: { ${facts} } }
  open: { m: { ${facts} } }
  lite: { m: { ${facts} } }
  coder: { gemini-3-m: { ${facts} } }
  seeker: { m: { ${facts} } }
  compat: { m: { ${facts} } }
  other: { m: { ${facts} } }
  strict: { m: { ${facts} } }
`,
  });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

const headers = () => ({ authorization: penstock.authorization, 'content-type': 'application/json' });

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
async function post(path: string, body: object, accept = 'application/json'): Promise<any> {
  const response = await fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { ...headers(), accept },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return text.startsWith('{') ? JSON.parse(text) : text;
}

const question = 'How is the weather?';
const parameters = { type: 'object', properties: { at: { type: 'string' } } };

/** A path through one endpoint. Sends a request, and returns the answer unchanged, with the result of its call. */
type Way = (model: string, nextModel: string) => Promise<unknown>;

const partFields = 'type text url mediaType data name toolCallId arguments state';
const tools = [{ name: 'weather', parameters }];
const generate = (input: object) =>
  post('/graphql', {
    query: `mutation ($input: GenerateInput!) { generate(input: $input) { id text parts { ${partFields} } } }`,
    variables: { input: { tools, enableFallback: false, ...input } },
  });
const graphqlMessages = (parts: unknown) => [
  { role: 'USER', content: question },
  { role: 'ASSISTANT', parts },
  { role: 'TOOL', toolCallId: 'c1', content: 'Sunny.' },
];

const graphql: Way = async (model, nextModel) => {
  const { data, errors } = await generate({ model, prompt: question });
  expect(errors).toBeUndefined();
  return generate({ model: nextModel, messages: graphqlMessages(data.generate.parts) });
};

const afterRestart: Way = async (model, nextModel) => {
  const { data } = await generate({ model, prompt: question });
  const row = await penstock.services.prisma.generationContent.findUnique({
    where: { generationId: data.generate.id },
  });
  expect(JSON.stringify(row?.parts ?? null)).not.toContain('I look.');
  const find = penstock.services.generations.find;
  penstock.services.generations.find = () => null;
  try {
    const query = `{ generation(id: "${data.generate.id}") { parts { ${partFields} } } }`;
    const stored = await post('/graphql', { query });
    expect(stored.data.generation.parts).toEqual(data.generate.parts);
    return await generate({ model: nextModel, messages: graphqlMessages(stored.data.generation.parts) });
  } finally {
    penstock.services.generations.find = find;
  }
};

const subscription: Way = async (model, nextModel) => {
  const query = `subscription ($input: GenerateInput!) { generate(input: $input) {
    ... on GenerationCompleted { generation { parts { ${partFields} } } } } }`;
  const variables = { input: { tools, enableFallback: false, model, prompt: question } };
  const text: string = await post('/graphql', { query, variables }, 'text/event-stream');
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  const last = events.map((line) => JSON.parse(line.slice(6)).data?.generate?.generation).findLast(Boolean);
  return generate({ model: nextModel, messages: graphqlMessages(last.parts) });
};

const chat = (model: string, messages: readonly object[], changes: object = {}) =>
  post('/v1/chat/completions', {
    model,
    enable_fallback: false,
    tools: [{ type: 'function', function: tools[0] }],
    messages: [{ role: 'user', content: question }, ...messages],
    ...changes,
  });
const result = { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'Sunny.' }] };

const completions: Way = async (model, nextModel) => {
  const answer = await chat(model, []);
  return chat(nextModel, [answer.choices[0].message, result]);
};

/** Joins chunks as clients do: texts are joined, lists are extended, and calls are merged by their index. */
const streamedCompletions: Way = async (model, nextModel) => {
  const text: string = await chat(model, [], { stream: true });
  const message: Json = {};
  const calls: Json[] = [];
  for (const line of text.split('\n').filter((one) => one.startsWith('data: {'))) {
    const { tool_calls = [], ...delta } = JSON.parse(line.slice(6)).choices[0]?.delta ?? {};
    for (const [name, value] of Object.entries(delta)) {
      message[name] = typeof value === 'string' && name !== 'role' ? `${message[name] ?? ''}${value}` : value;
    }
    for (const { index, ...piece } of tool_calls) {
      const call = calls[index] ?? {};
      const before = call.function as { arguments: string } | undefined;
      const grown = piece.function && { ...before, ...piece.function };
      if (grown && before) grown.arguments = before.arguments + piece.function.arguments;
      calls[index] = { ...call, ...piece, ...(grown && { function: grown }) };
    }
  }
  return chat(nextModel, [{ ...message, tool_calls: calls }, result]);
};

const ways: Readonly<Record<string, Way>> = {
  graphql,
  'graphql after a restart': afterRestart,
  subscription,
  'chat completions': completions,
  'streamed chat completions': streamedCompletions,
};

/** The last body that the provider of a model received. */
function lastBody(model: string): { messages?: Json[]; contents?: Json[]; input?: Json[] } {
  const found = upstream.requests.findLast(({ path }: ArrivedRequest) => path.startsWith(`/${providerOf(model)}/`));
  return found?.body as ReturnType<typeof lastBody>;
}

const ofAnswers = new Set<unknown>(['assistant', 'model', 'reasoning', 'function_call']);
const answersIn = ({ messages, contents, input }: ReturnType<typeof lastBody>): Json[] =>
  (messages ?? contents ?? input ?? []).filter(({ role, type }) => ofAnswers.has(role ?? type));

describe.each(Object.entries(ways))('by %s', (_way, sendBack) => {
  test.each(Object.entries(subjects))('%s gets its own state back unchanged', async (_name, { model, expects }) => {
    await sendBack(model, model);
    expect(answersIn(lastBody(model))).toEqual(expects);
  });

  test.each(Object.entries(subjects))('no other provider receives the state of %s', async (_name, { model }) => {
    for (const other of ['other/m', 'strict/m', ...Object.values(subjects).map((subject) => subject.model)]) {
      if (other === model) continue;
      await sendBack(model, other);
      const body = JSON.stringify(lastBody(other));
      expect(body).toContain('Sunny.');
      expect(body).not.toMatch(/secret|penstock/);
    }
  });
});

describe('by chat completions of a client that keeps only known members', () => {
  test.each(Object.entries(subjects))('%s still gets its own state back', async (_name, { model, expects }) => {
    const { choices } = await chat(model, []);
    const { penstock: _, ...known } = choices[0].message;
    await chat(model, [known, result]);
    const returned = JSON.stringify(answersIn(lastBody(model)));
    for (const secret of JSON.stringify(expects).match(/secret-\d/g) ?? []) expect(returned).toContain(secret);
  });
});

describe('by chat completions of a client that supports only text and calls', () => {
  test.each(Object.entries(subjects))(
    '%s still gets its own state back unchanged',
    async (_name, { model, expects }) => {
      const { choices } = await chat(model, []);
      const { role, content, tool_calls } = choices[0].message;
      const calls = tool_calls.map(({ id, type, function: called }: Json) => ({ id, type, function: called }));
      await chat(model, [{ role, content, tool_calls: calls }, result]);
      expect(answersIn(lastBody(model))).toEqual(expects);
    },
  );
});

test('nothing of an answer is stored if the request says so, including its state', async () => {
  const { data } = await generate({ model: 'claude/m', prompt: question, store: false });
  expect(JSON.stringify(data.generate.parts)).toContain('secret-1');
  const where = { generationId: data.generate.id };
  expect(await penstock.services.prisma.generationContent.findUnique({ where })).toBeNull();
  const find = penstock.services.generations.find;
  penstock.services.generations.find = () => null;
  try {
    const query = `{ generation(id: "${data.generate.id}") { hasContent parts { type } } }`;
    expect((await post('/graphql', { query })).data.generation).toEqual({ hasContent: false, parts: [] });
  } finally {
    penstock.services.generations.find = find;
  }
});
