import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChatStage, startChatStage } from '../testing/chat-stage.ts';
import { documentedMembers } from '../testing/documented-members.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await startChatStage();
}, 60_000);
afterAll(() => stage.close());

const messages = [{ role: 'user', content: 'Say it in JSON' }];
const look = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } };

type Outcome =
  /** The provider gets it under the same name: unchanged, or with the value `sent`. */
  | { sent?: unknown }
  /**
   * It changes the answer of Penstock, or has another name at the provider: `ours`. `sent`: the value that the provider
   * gets instead.
   */
  | { ours: string; sent?: unknown }
  | { refused: RegExp };

/** A value of each documented member, and its outcome with a model of this protocol. */
const table: Readonly<Record<string, readonly [value: unknown, outcome: Outcome, beside?: object]>> = {
  messages: [messages, {}],
  model: ['m1', {}],
  audio: [{ voice: 'alloy', format: 'mp3' }, {}, { modalities: ['text', 'audio'] }],
  frequency_penalty: [0.5, {}],
  function_call: ['auto', { ours: 'tool_choice' }, { functions: [look.function] }],
  functions: [[look.function], { ours: 'tools' }],
  logit_bias: [{ '50256': -100 }, {}],
  logprobs: [true, {}],
  max_completion_tokens: [100, {}],
  max_tokens: [100, { ours: 'max_completion_tokens' }],
  metadata: [{ run: '7' }, {}],
  modalities: [['text', 'audio'], {}],
  moderation: [{ model: 'omni-moderation-latest' }, {}],
  n: [2, { refused: /n must be 1/ }],
  parallel_tool_calls: [false, {}, { tools: [look] }],
  prediction: [{ type: 'content', content: 'Fine.' }, {}],
  presence_penalty: [-0.5, {}],
  prompt_cache_key: ['mine', {}],
  prompt_cache_options: [{ mode: 'explicit' }, {}],
  prompt_cache_retention: ['24h', {}],
  reasoning_effort: ['xhigh', {}],
  response_format: [
    {
      type: 'json_schema',
      json_schema: {
        name: 'it',
        description: 'What it is.',
        strict: false,
        schema: { type: 'object', properties: {} },
      },
    },
    {},
  ],
  safety_identifier: ['user-7', {}],
  seed: [7, {}],
  service_tier: ['flex', {}],
  stop: [['\n'], {}],
  store: [false, {}],
  stream: [false, { ours: 'stream', sent: true }],
  stream_options: [
    { include_usage: false, include_obfuscation: true },
    { ours: 'stream', sent: { include_usage: true } },
  ],
  temperature: [0.5, {}],
  tool_choice: [
    {
      type: 'allowed_tools',
      allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'look' } }] },
    },
    {},
    { tools: [look] },
  ],
  tools: [[look], {}],
  top_logprobs: [3, {}, { logprobs: true }],
  top_p: [0.5, {}],
  user: ['ann', {}],
  verbosity: ['low', {}],
  web_search_options: [{ search_context_size: 'low' }, {}],
};

test('the table has every member that the openai package documents', () => {
  const documented = documentedMembers(
    'openai/resources/chat/completions/completions',
    'ChatCompletionCreateParamsBase',
  );
  expect(documented.length).toBeGreaterThan(30);
  expect(Object.keys(table).sort()).toEqual([...documented].sort());
});

test.each(Object.entries(table))('%s', async (name, [value, outcome, beside]) => {
  const { penstock, upstream } = stage;
  const before = upstream.requests.length;
  const response = await fetch(`${penstock.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm1', messages, ...beside, [name]: value }),
  });
  const answer = (await response.json()) as { error?: { message: string; param: string } };
  if ('refused' in outcome) {
    expect(response.status).toBe(400);
    expect(answer.error).toMatchObject({ message: expect.stringMatching(outcome.refused), param: name });
    return expect(upstream.requests.length).toBe(before);
  }
  expect(answer).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  const sent = upstream.requests[before]?.body as Record<string, unknown>;
  if ('ours' in outcome) expect(sent).toHaveProperty(outcome.ours);
  if ('ours' in outcome && outcome.sent === undefined) return expect(sent).not.toHaveProperty(name);
  expect(sent[name]).toEqual(outcome.sent ?? value);
});

test.each(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])('the effort %s is passed', async (effort) => {
  const { penstock, upstream } = stage;
  const before = upstream.requests.length;
  const response = await fetch(`${penstock.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm1', messages, reasoning_effort: effort }),
  });
  expect(response.status).toBe(200);
  expect(upstream.requests[before]?.body).toMatchObject({ reasoning_effort: effort });
});
