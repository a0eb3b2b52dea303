import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

type Chunk = Readonly<Record<string, unknown>>;

/** Answers as OpenAI and Google stream them, by the model's name. */
const scripts: Readonly<Record<string, readonly Chunk[]>> = {
  likely: [
    choice({ content: 'Yes' }, { logprobs: { content: [token('Yes')], refusal: null } }),
    choice({ content: ', so.' }, { logprobs: { content: [token(','), token(' so.')], refusal: null } }),
    choice({}, { finish_reason: 'stop' }),
  ],
  speaking: [
    choice({ audio: { id: 'audio_abc', transcript: 'Good ' } }),
    choice({ audio: { data: base64('one') } }),
    choice({ audio: { transcript: 'day.', data: base64('two') } }),
    choice({ audio: { expires_at: 1_900_000_000 } }, { finish_reason: 'stop' }),
  ],
  patching: [
    choice({ tool_calls: [{ index: 0, id: 'c1', type: 'custom', custom: { name: 'patch', input: '' } }] }),
    choice({ tool_calls: [{ index: 0, custom: { input: '*** "Begin' } }] }),
    choice({ tool_calls: [{ index: 0, custom: { input: '"\n***' } }] }),
    choice({}, { finish_reason: 'tool_calls' }),
  ],
  searching: [
    choice({ content: 'It rains.' }),
    choice({ annotations: [{ type: 'url_citation', url_citation: { url: 'https://rain.example', title: 'Rain' } }] }),
    choice({}, { finish_reason: 'stop' }, { service_tier: 'flex', system_fingerprint: 'fp_7' }),
  ],
};
const spoken = [
  { candidates: [{ content: { parts: [{ inlineData: { mimeType: 'audio/L16;rate=24000', data: base64('one') } }] } }] },
  {
    candidates: [
      {
        content: { parts: [{ inlineData: { mimeType: 'audio/L16;rate=24000', data: base64('two') } }] },
        finishReason: 'STOP',
      },
    ],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
  },
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
function token(text: string) {
  return { token: text, logprob: -0.1, bytes: [...Buffer.from(text)], top_logprobs: [] };
}
function choice(delta: object, beside: object = {}, around: object = {}): Chunk {
  return { id: 'c1', model: 'm', choices: [{ index: 0, delta, finish_reason: null, ...beside }], ...around };
}

let upstream: LocalUpstream;
let penstock: TestPenstock;
let client: OpenAI;
/** Models that refuse custom tools, as those before GPT-5 do. */
const refusing = new Set<string>();

beforeAll(async () => {
  upstream = await startLocalUpstream((request, response) => {
    if (request.path.includes('GenerateContent')) return sendEvents(response, spoken);
    const { model, tools } = request.body as { model: string; tools?: { type: string }[] };
    if (refusing.has(model) && tools?.some(({ type }) => type === 'custom')) {
      response.writeHead(400, { 'content-type': 'application/json' });
      const message = "Invalid value: 'custom'. This tool type is not supported with this model.";
      return response.end(
        JSON.stringify({ error: { message, param: 'tools[0].type', type: 'invalid_request_error' } }),
      );
    }
    const usage = { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } };
    sendEvents(response, [...(scripts[model] ?? []), usage, '[DONE]']);
  });
  const facts = 'context_window: 32000, max_output_tokens: 4000, capabilities: [function_calling, audio]';
  penstock = await startPenstock({
    policy: () => `providers:
  openai: { base_url: "${upstream.url}/v1", api_key: key }
  google: { base_url: "${upstream.url}", api_key: key }
models:
  openai: { ${Object.keys(scripts)
    .map((name) => `${name}: { ${facts} }`)
    .join(', ')} }
  google: { tts: { ${facts} } }
`,
  });
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});
beforeEach(() => refusing.clear());

const ask = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }];
const lastBody = () => (upstream.requests.at(-1) as ArrivedRequest).body as Record<string, unknown>;

test('log probabilities arrive whole and streamed', async () => {
  const body = { model: 'openai/likely', messages: ask('Is it?'), logprobs: true, top_logprobs: 2 };
  const whole = await client.chat.completions.create(body);
  expect(lastBody()).toMatchObject({ logprobs: true, top_logprobs: 2 });
  expect(whole.choices[0]?.logprobs).toEqual({ content: ['Yes', ',', ' so.'].map(token), refusal: null });
  expect(whole).not.toHaveProperty('penstock.warnings');
  const streamed = await client.chat.completions.stream(body).finalChatCompletion();
  expect(streamed.choices[0]?.logprobs?.content).toEqual(whole.choices[0]?.logprobs?.content);
});

test('missing log probabilities cause a warning', async () => {
  for (const model of ['openai/searching', 'google/tts']) {
    const answer = await client.chat.completions.create({ model, messages: ask('Is it?'), logprobs: true });
    expect(answer.choices[0]?.logprobs).toBeNull();
    const { warnings } = (answer as unknown as { penstock: { warnings: object[] } }).penstock;
    expect(warnings).toEqual([expect.objectContaining({ code: 'DROPPED', path: 'logprobs' })]);
  }
});

test('a spoken answer arrives, and its id is sent back', async () => {
  const body = {
    model: 'openai/speaking',
    messages: ask('Greet me.'),
    modalities: ['text' as const, 'audio' as const],
    audio: { voice: 'alloy', format: 'pcm16' as const },
  };
  const whole = await client.chat.completions.create(body);
  const message = whole.choices[0]?.message as OpenAI.ChatCompletionMessage;
  const audio = { id: 'audio_abc', data: base64('onetwo'), transcript: 'Good day.', expires_at: 1_900_000_000 };
  expect(message.audio).toMatchObject(audio);
  const chunks = await Array.fromAsync(await client.chat.completions.create({ ...body, stream: true }));
  expect(
    chunks.map(({ choices }) => choices[0]?.delta).find((delta) => delta !== undefined && 'audio' in delta),
  ).toMatchObject({
    audio,
  });
  await client.chat.completions.create({ ...body, messages: [...body.messages, message, ...ask('Again.')] });
  const sent = lastBody().messages as object[];
  expect(sent[1]).toMatchObject({ role: 'assistant', audio: { id: 'audio_abc' } });
});

test('a sound from Google is not an empty success', async () => {
  const body = { model: 'google/tts', messages: ask('Greet me.'), modalities: ['audio' as const] };
  const whole = await client.chat.completions.create(body);
  expect(lastBody()).toMatchObject({ generationConfig: { responseModalities: ['AUDIO'] } });
  expect(whole.choices[0]?.message).toMatchObject({
    content: null,
    audio: { data: base64('onetwo'), media_type: 'audio/L16;rate=24000', transcript: '' },
  });
});

test.each([
  ['/v1/messages', { max_tokens: 100, messages: ask('Greet me.') }],
  ['/v1/responses', { input: 'Greet me.' }],
  ['/v1/completions', { prompt: 'Greet me.' }],
])('%s answers a sound with an error, streamed or not', async (path, body) => {
  const post = (stream: boolean) =>
    fetch(`${penstock.url}${path}`, {
      method: 'POST',
      headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'google/tts', ...body, stream }),
    });
  for (const stream of [false, true]) {
    const response = await post(stream);
    expect(response.status).toBe(path === '/v1/messages' ? 500 : 502);
    expect(await response.text()).toContain('answered with audio only');
  }
});

const patch = {
  type: 'custom' as const,
  custom: {
    name: 'patch',
    description: 'Edits.',
    format: { type: 'grammar' as const, grammar: { syntax: 'regex' as const, definition: '.*' } },
  },
};
const input = '*** "Begin"\n***';

test.each([false, true])('custom tools are called with a text (by an older model: %s)', async (isOlder) => {
  if (isOlder) refusing.add('patching');
  const body = { model: 'openai/patching', messages: ask('Edit.'), tools: [patch], tool_choice: 'required' as const };
  const whole = await client.chat.completions.create(body);
  const message = whole.choices[0]?.message as OpenAI.ChatCompletionMessage;
  if (!isOlder) expect(lastBody().tools).toEqual([patch]);
  else expect(lastBody().tools).toMatchObject([{ type: 'function', function: { name: 'patch' } }]);
  expect(message.tool_calls).toEqual([{ id: 'c1', type: 'custom', custom: { name: 'patch', input } }]);
  expect(whole.choices[0]?.finish_reason).toBe('tool_calls');

  const chunks = await Array.fromAsync(await client.chat.completions.create({ ...body, stream: true }));
  const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []) as {
    id?: string;
    custom?: { name?: string; input?: string };
  }[];
  expect(calls[0]).toMatchObject({ id: 'c1', type: 'custom', custom: { name: 'patch' } });
  expect(calls.map(({ custom }) => custom?.input ?? '').join('')).toBe(input);
  const helped = await client.chat.completions.stream(body).finalChatCompletion();
  expect(helped.choices[0]?.message.tool_calls).toMatchObject(message.tool_calls ?? []);

  const result = { role: 'tool' as const, tool_call_id: 'c1', content: 'Done.' };
  const choice = { type: 'custom' as const, custom: { name: 'patch' } };
  await client.chat.completions.create({ ...body, messages: [...body.messages, message, result], tool_choice: choice });
  const [, answer] = lastBody().messages as Record<string, unknown>[];
  const call = isOlder
    ? { id: 'c1', type: 'function', function: { name: 'patch', arguments: JSON.stringify({ input }) } }
    : message.tool_calls?.[0];
  expect(answer?.tool_calls).toEqual([call]);
  expect(lastBody().tool_choice).toEqual(isOlder ? { type: 'function', function: { name: 'patch' } } : choice);
});

test('a grammar that cannot be enforced goes into the description, with a warning', async () => {
  const body = { model: 'google/tts', messages: ask('Edit.'), tools: [patch] };
  const answer = await client.chat.completions.create(body);
  const [{ functionDeclarations }] = lastBody().tools as [{ functionDeclarations: object[] }];
  expect(functionDeclarations).toMatchObject([{ name: 'patch', description: expect.stringContaining('.*') }]);
  const { warnings } = (answer as unknown as { penstock: { warnings: object[] } }).penstock;
  expect(warnings).toEqual([expect.objectContaining({ code: 'CONVERTED', path: 'tools.0' })]);
});

test('sources and the served tier arrive, whole and streamed', async () => {
  const body = { model: 'openai/searching', messages: ask('Does it rain?'), web_search_options: {} };
  const whole = await client.chat.completions.create(body);
  expect(lastBody()).toMatchObject({ web_search_options: {} });
  expect(whole).toMatchObject({ service_tier: 'flex', system_fingerprint: 'fp_7' });
  expect(whole.choices[0]?.message.annotations).toMatchObject([{ url_citation: { title: 'Rain' } }]);
  const chunks = await Array.fromAsync(await client.chat.completions.create({ ...body, stream: true }));
  expect(chunks.some(({ service_tier }) => service_tier === 'flex')).toBe(true);
  expect(JSON.stringify(chunks)).toContain('https://rain.example');
});

test('clients of Responses get the sources too: whole, streamed and stored', async () => {
  const body = { model: 'openai/searching', input: 'Does it rain?' };
  const [place, source] = [
    { start_index: 0, end_index: 9 },
    { url: 'https://rain.example', title: 'Rain' },
  ];
  const content = [{ text: 'It rains.', annotations: [{ type: 'url_citation', ...place, ...source }] }];
  const whole = await client.responses.create(body);
  expect(whole.output).toMatchObject([{ type: 'message', content }]);
  const events = await Array.fromAsync(await client.responses.create({ ...body, stream: true }));
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'response.content_part.done', part: expect.objectContaining(content[0]) }),
  );
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [{ content }] } });
  expect((await client.responses.retrieve(whole.id)).output).toEqual(whole.output);
  const { find } = penstock.services.generations;
  penstock.services.generations.find = () => null;
  try {
    expect((await client.responses.retrieve(whole.id)).output).toEqual(whole.output);
  } finally {
    penstock.services.generations.find = find;
  }
});
