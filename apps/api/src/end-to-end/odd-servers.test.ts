import { type LocalUpstream, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { oddAnswers } from './odd-answers.ts';

const entries = Object.entries(oddAnswers).map(([name, subject], index) => ({ name, id: `odd${index}`, ...subject }));

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream(({ path }, response) => {
    const found = entries.find(({ id }) => path.startsWith(`/${id}/`));
    const texts = (found?.says ?? []).map((event) => (typeof event === 'string' ? event : JSON.stringify(event)));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(texts.map((text) => (found?.dialect === 'ollama' ? `${text}\n` : `data: ${text}\n\n`)).join(''));
  });
  const facts = `{ context_window: 32000, max_output_tokens: 4000, quality: 0.7, capabilities: [function_calling],
    price: { input_per_mtok: 1, cached_input_per_mtok: 0.1, cache_write_per_mtok: 2, output_per_mtok: 5 } }`;
  const providers = entries.map(
    ({ id, dialect }) => `  ${id}: { dialect: ${dialect}, base_url: "${upstream.url}/${id}", api_key: key }\n`,
  );
  const models = entries.map(({ id }) => `  ${id}: { m: ${facts} }\n`);
  penstock = await startPenstock({ policy: () => `providers:\n${providers.join('')}models:\n${models.join('')}` });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

/** The result of a caller: an answer, or an error. */
type Got = {
  text: string;
  calls: readonly unknown[];
  reason: string | null;
  costUsd: number | null;
  error: { status: number | null; message: string; retryAfter: string | null } | null;
};

const parameters = { type: 'object', properties: { at: { type: 'string' } } };
const prompt = 'How is the weather?';

async function post(
  path: string,
  body: object,
  accept = 'application/json',
): Promise<{ response: Response; text: string }> {
  const response = await fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  });
  return { response, text: await response.text() };
}

const fields = 'text toolCalls { arguments } finishReason cost { totalUsd } errorMessage';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
const fromGeneration = (generation: any, message: string | null): Got => ({
  text: generation?.text ?? '',
  calls: (generation?.toolCalls ?? []).map((one: { arguments: unknown }) => one.arguments),
  reason: generation?.finishReason ?? null,
  costUsd: generation?.cost === undefined || generation.cost === null ? null : Number(generation.cost.totalUsd),
  error: message === null ? null : { status: null, message, retryAfter: null },
});

const input = (model: string) => ({ model, prompt, tools: [{ name: 'look', parameters }], enableFallback: false });

async function byMutation(model: string): Promise<Got> {
  const query = `mutation ($input: GenerateInput!) { generate(input: $input) { ${fields} } }`;
  const { text } = await post('/graphql', { query, variables: { input: input(model) } });
  const { data, errors } = JSON.parse(text);
  return fromGeneration(data?.generate, errors?.[0]?.message ?? null);
}

async function bySubscription(model: string): Promise<Got> {
  const query = `subscription ($input: GenerateInput!) { generate(input: $input) {
    ... on GenerationCompleted { generation { ${fields} } } ... on GenerationFailed { generation { ${fields} } } } }`;
  const { text } = await post('/graphql', { query, variables: { input: input(model) } }, 'text/event-stream');
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  const last = events.map((line) => JSON.parse(line.slice(6)).data?.generate?.generation).findLast(Boolean);
  return fromGeneration(last, last?.errorMessage ?? null);
}

const chatBody = (model: string, stream: boolean) => ({
  model,
  stream,
  enable_fallback: false,
  messages: [{ role: 'user', content: prompt }],
  tools: [{ type: 'function', function: { name: 'look', parameters } }],
});

async function byChat(model: string): Promise<Got> {
  const { response, text } = await post('/v1/chat/completions', chatBody(model, false));
  const answer = JSON.parse(text);
  const { message, finish_reason } = answer.choices?.[0] ?? {};
  return {
    text: message?.content ?? '',
    calls: (message?.tool_calls ?? []).map((one: { function: { arguments: string } }) =>
      JSON.parse(one.function.arguments),
    ),
    reason: finish_reason ?? null,
    costUsd: null,
    error: answer.error
      ? { status: response.status, message: answer.error.message, retryAfter: response.headers.get('retry-after') }
      : null,
  };
}

async function byChatStream(model: string): Promise<Got> {
  const { response, text } = await post('/v1/chat/completions', chatBody(model, true));
  if (text.startsWith('{')) {
    const retryAfter = response.headers.get('retry-after');
    return {
      text: '',
      calls: [],
      reason: null,
      costUsd: null,
      error: { status: response.status, message: text, retryAfter },
    };
  }
  const chunks = text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
  const choices = chunks.flatMap(({ choices: one }) => one ?? []);
  const calls: string[] = [];
  for (const { index, function: piece } of choices.flatMap(({ delta }) => delta.tool_calls ?? []))
    calls[index] = (calls[index] ?? '') + (piece?.arguments ?? '');
  return {
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    calls: calls.map((one) => JSON.parse(one)),
    reason: choices.map(({ finish_reason }) => finish_reason).findLast(Boolean) ?? null,
    costUsd: null,
    error: null,
  };
}

const ways: Readonly<Record<string, (model: string) => Promise<Got>>> = {
  generate: byMutation,
  'the subscription': bySubscription,
  'chat completions': byChat,
  'streamed chat completions': byChatStream,
};

describe.each(Object.entries(ways))('by %s', (_, ask) => {
  test.each(entries)(
    'a caller gets the intended result for $name',
    async ({ id, text, call: expected, costUsd, error }) => {
      const got = await ask(`${id}/m`);
      if (error !== undefined) {
        expect(got.error?.message).toContain(error.words);
        expect(got.error?.status ?? error.status).toBe(error.status);
        if (error.retryAfterS !== undefined && got.error?.status !== null) {
          expect(Number(got.error?.retryAfter)).toBeGreaterThan(error.retryAfterS - 10);
          expect(Number(got.error?.retryAfter)).toBeLessThanOrEqual(error.retryAfterS);
        }
        return;
      }
      expect(got.error).toBeNull();
      expect(got.text).toBe(text ?? '');
      expect(got.calls).toEqual(expected === undefined ? [] : [expected]);
      expect(got.reason?.toLowerCase()).toBe(expected === undefined ? 'stop' : 'tool_calls');
      if (costUsd !== undefined && got.costUsd !== null) expect(got.costUsd).toBeCloseTo(costUsd, 9);
    },
  );
});
