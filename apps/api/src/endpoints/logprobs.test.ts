import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape are read here
type Json = any;

const words = ['{"a":', ' 1', '}'] as const;
const other = { token: 'No', logprob: -2.5, bytes: [78, 111] };
const token = (text: string) => ({ token: text, logprob: -0.5, bytes: [...Buffer.from(text)], top_logprobs: [other] });
const chosen = (text: string) => ({
  chosenCandidates: [{ token: text, tokenId: 7, logProbability: -0.5 }],
  topCandidates: [{ candidates: [{ token: 'No', tokenId: 8, logProbability: -2.5 }] }],
});
const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 3, totalTokenCount: 6 };

/** The same answer in each dialect: every piece with the probability of its token. */
const scripts: Readonly<Record<string, readonly object[]>> = {
  openai: [
    ...words.map((content) => ({
      id: 'c1',
      model: 'm',
      choices: [{ index: 0, delta: { content }, logprobs: { content: [token(content)], refusal: null } }],
    })),
    { id: 'c1', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ],
  responses: [
    { type: 'response.created', response: { id: 'r', model: 'm', status: 'in_progress', output: [] } },
    ...words.map((delta) => ({
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta,
      logprobs: [token(delta)],
    })),
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        content: [{ type: 'output_text', text: words.join(''), annotations: [], logprobs: words.map(token) }],
      },
    },
    { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 3, output_tokens: 3 } } },
  ],
  google: words.map((text, index) => ({
    candidates: [
      {
        content: { role: 'model', parts: [{ text }] },
        logprobsResult: chosen(text),
        ...(index === words.length - 1 && { finishReason: 'STOP' }),
      },
    ],
    usageMetadata,
  })),
  ollama: [
    ...words.map((content) => ({ model: 'm', message: { content }, logprobs: [token(content)], done: false })),
    { model: 'm', message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 3 },
  ],
};
const dialects = ['openai', 'responses', 'google', 'ollama'] as const;

/** The request for one alternative to each token, in each dialect. */
const asked: Readonly<Record<string, object>> = {
  openai: { logprobs: true, top_logprobs: 1 },
  responses: { include: expect.arrayContaining(['message.output_text.logprobs']), top_logprobs: 1 },
  google: { generationConfig: { responseLogprobs: true, logprobs: 1 } },
  ollama: { logprobs: true, top_logprobs: 1 },
};

let upstreams: Readonly<Record<string, LocalUpstream>>;
let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  const started = await Promise.all(
    dialects.map((dialect) =>
      startLocalUpstream((_, response) => {
        const events = [...(scripts[dialect] as readonly object[])];
        if (dialect !== 'ollama') return sendEvents(response, events);
        response.end(events.map((line) => `${JSON.stringify(line)}\n`).join(''));
      }),
    ),
  );
  upstreams = Object.fromEntries(dialects.map((dialect, index) => [dialect, started[index] as LocalUpstream]));
  const facts =
    'context_window: 64000, max_output_tokens: 4000, quality: 0.7, capabilities: [json_mode], price: { input_per_mtok: 1, output_per_mtok: 2 }';
  const addresses = dialects.map(
    (dialect) => `  at-${dialect}: { dialect: ${dialect}, base_url: "${upstreams[dialect]?.url}", api_key: key }`,
  );
  const models = dialects.map((dialect) => `  at-${dialect}: { m: { ${facts} } }`);
  penstock = await startPenstock({
    policy: () => `providers:\n${addresses.join('\n')}\nmodels:\n${models.join('\n')}\n`,
  });
  client = new OpenAI({ baseURL: `${penstock.url}/v1`, apiKey: penstock.key, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
});

const lastBody = (dialect: string): Json =>
  ((upstreams[dialect] as LocalUpstream).requests.at(-1) as ArrivedRequest).body;

test.each(dialects)('chat completions send each piece of a model of %s with its log probabilities', async (dialect) => {
  const body = {
    model: `at-${dialect}/m`,
    logprobs: true,
    top_logprobs: 1,
    messages: [{ role: 'user' as const, content: 'JSON?' }],
  };
  const whole = await client.chat.completions.create(body);
  expect(lastBody(dialect)).toMatchObject(asked[dialect] as object);
  expect(whole.choices[0]?.logprobs).toEqual({ content: words.map(token), refusal: null });
  expect(whole).not.toHaveProperty('penstock.warnings');
  let said = '';
  let spelt = '';
  for await (const { choices } of await client.chat.completions.create({ ...body, stream: true })) {
    const [choice] = choices;
    said += choice?.delta.content ?? '';
    spelt += (choice?.logprobs?.content ?? []).map((one) => one.token).join('');
    expect(spelt).toBe(said);
  }
  expect(said).toBe(words.join(''));
});

test.each(dialects)('responses send each piece of a model of %s with its log probabilities', async (dialect) => {
  const body = {
    model: `at-${dialect}/m`,
    input: 'JSON?',
    include: ['message.output_text.logprobs' as const],
    top_logprobs: 1,
  };
  const output = [{ content: [{ type: 'output_text', text: words.join(''), logprobs: words.map(token) }] }];
  expect(await client.responses.create(body)).toMatchObject({ output });
  expect(lastBody(dialect)).toMatchObject(asked[dialect] as object);
  const events: Json[] = [];
  for await (const event of await client.responses.create({ ...body, stream: true })) events.push(event);
  const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
  expect(deltas.length).toBeGreaterThan(0);
  for (const { delta, logprobs } of deltas) expect(logprobs.map((one: Json) => one.token).join('')).toBe(delta);
  expect(events.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ logprobs: words.map(token) });
  expect(events.find(({ type }) => type === 'response.content_part.done')).toMatchObject({
    part: output[0]?.content[0],
  });
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output } });
});

test('JSON text that was held back is sent with its log probabilities', async () => {
  const body = {
    model: 'at-openai/m',
    logprobs: true,
    stream: true as const,
    response_format: { type: 'json_object' as const },
    messages: [{ role: 'user' as const, content: 'JSON?' }],
  };
  const tokens: string[] = [];
  for await (const { choices } of await client.chat.completions.create(body)) {
    tokens.push(...(choices[0]?.logprobs?.content ?? []).map((one) => one.token));
  }
  expect(tokens).toEqual(words);
});

test('an invalid number of alternatives is refused by name', async () => {
  const body = {
    model: 'at-openai/m',
    logprobs: true,
    top_logprobs: 1.5,
    messages: [{ role: 'user' as const, content: 'JSON?' }],
  };
  await expect(client.chat.completions.create(body)).rejects.toMatchObject({ status: 400, param: 'top_logprobs' });
});
