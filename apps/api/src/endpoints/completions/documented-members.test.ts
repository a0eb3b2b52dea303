import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';
import { documentedMembers } from '../testing/documented-members.ts';

const others = [{ token: 'Yes', logprob: -0.1 }];
const tokens = ['Fine', '.'].map((token) => ({ token, logprob: -0.1, bytes: null, top_logprobs: others }));

let upstream: LocalUpstream;
let penstock: TestPenstock;

beforeAll(async () => {
  upstream = await startLocalUpstream(({ path, body }, response) => {
    if (path.endsWith('/embeddings')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const usage = { prompt_tokens: 2, total_tokens: 2 };
      return response.end(JSON.stringify({ object: 'list', data: [{ index: 0, embedding: [1, 0] }], usage }));
    }
    const isLikely = (body as { logprobs?: boolean }).logprobs === true;
    const logprobs = isLikely ? { content: tokens, refusal: null } : null;
    sendEvents(response, [
      { id: 'c1', model: 'm1', choices: [{ index: 0, delta: { content: 'Fine.' }, logprobs, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
      '[DONE]',
    ]);
  });
  penstock = await startPenstock({
    policy: () => `providers:
  openai: { base_url: "${upstream.url}/v1", api_key: key }
models:
  openai:
    m1: { context_window: 32000, max_output_tokens: 4000 }
    e1: { context_window: 8000, max_output_tokens: 400, capabilities: [embeddings] }
`,
  });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${penstock.url}${path}`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The members that the provider gets in the body of a chat; or the message of the refusal. */
type Outcome = { sent: object } | { refused: RegExp };

const completions: Readonly<Record<string, readonly [value: unknown, outcome: Outcome]>> = {
  model: ['m1', { sent: { model: 'm1' } }],
  prompt: ['Well?', { sent: { messages: [{ role: 'user', content: 'Well?' }] } }],
  best_of: [2, { refused: /best_of must be 1/ }],
  echo: [true, { refused: /echo is not supported here/ }],
  frequency_penalty: [0.5, { sent: { frequency_penalty: 0.5 } }],
  logit_bias: [{ '50256': -100 }, { sent: { logit_bias: { '50256': -100 } } }],
  logprobs: [2, { sent: { logprobs: true, top_logprobs: 2 } }],
  max_tokens: [100, { sent: { max_completion_tokens: 100 } }],
  n: [2, { refused: /n must be 1/ }],
  presence_penalty: [0.5, { sent: { presence_penalty: 0.5 } }],
  seed: [7, { sent: { seed: 7 } }],
  stop: [['\n'], { sent: { stop: ['\n'] } }],
  stream: [false, { sent: { stream: true } }],
  stream_options: [{ include_usage: false }, { sent: { stream_options: { include_usage: true } } }],
  suffix: ['end', { refused: /suffix is not supported here/ }],
  temperature: [0.5, { sent: { temperature: 0.5 } }],
  top_p: [0.5, { sent: { top_p: 0.5 } }],
  user: ['ann', { sent: { user: 'ann' } }],
};
const embeddings: typeof completions = {
  model: ['e1', { sent: { model: 'e1' } }],
  input: ['a river', { sent: { input: ['a river'] } }],
  dimensions: [2, { sent: { dimensions: 2 } }],
  // Providers send vectors as numbers; Penstock encodes them as requested.
  encoding_format: ['float', { sent: {} }],
  user: ['ann', { sent: { user: 'ann' } }],
  // A member of another server with this protocol.
  truncate_prompt_tokens: [7, { sent: { truncate_prompt_tokens: 7 } }],
};

test('the tables have every member that the openai package documents', () => {
  const ofCompletions = documentedMembers('openai/resources/completions', 'CompletionCreateParamsBase');
  expect(Object.keys(completions).sort()).toEqual([...ofCompletions].sort());
  const ofEmbeddings = documentedMembers('openai/resources/embeddings', 'EmbeddingCreateParams');
  expect(Object.keys(embeddings)).toEqual(expect.arrayContaining([...ofEmbeddings]));
});

const rows = [
  ...Object.entries(completions).map(([name, row]) => ['/v1/completions', name, row] as const),
  ...Object.entries(embeddings).map(([name, row]) => ['/v1/embeddings', name, row] as const),
];

test.each(rows)('%s: %s', async (path, name, [value, outcome]) => {
  const before = upstream.requests.length;
  const base = path === '/v1/embeddings' ? { model: 'e1', input: 'a river' } : { model: 'm1', prompt: 'Well?' };
  const response = await post(path, { ...base, [name]: value });
  const answer = await response.json();
  if ('refused' in outcome) {
    expect(answer).toMatchObject({ error: { message: expect.stringMatching(outcome.refused), param: name } });
    return expect(upstream.requests.length).toBe(before);
  }
  expect(response.status).toBe(200);
  expect(answer).not.toHaveProperty('penstock.warnings');
  expect((upstream.requests[before] as ArrivedRequest).body).toMatchObject(outcome.sent);
});

test('log probabilities have the form of this endpoint, whole and streamed', async () => {
  const logprobs = {
    tokens: ['Fine', '.'],
    token_logprobs: [-0.1, -0.1],
    top_logprobs: [{ Yes: -0.1 }, { Yes: -0.1 }],
    text_offset: [0, 4],
  };
  const whole = await (await post('/v1/completions', { model: 'm1', prompt: 'Well?', logprobs: 1 })).json();
  expect(whole).toMatchObject({ choices: [{ text: 'Fine.', logprobs }] });
  const text = await (
    await post('/v1/completions', { model: 'm1', prompt: 'Well?', logprobs: 1, stream: true })
  ).text();
  const chunks = text.split('\n\n').filter((event) => event.startsWith('data: {'));
  expect(JSON.parse(String(chunks.at(0)).slice(6))).toMatchObject({ choices: [{ text: 'Fine.', logprobs }] });
  expect(JSON.parse(String(chunks.at(-1)).slice(6))).toMatchObject({ choices: [{ text: '', logprobs: null }] });
});
