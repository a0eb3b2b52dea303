import type { ArrivedRequest } from '@penstock/providers/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChatStage, startChatStage } from '../testing/chat-stage.ts';
import { documentedMembers } from '../testing/documented-members.ts';

let stage: ChatStage;
beforeAll(async () => {
  stage = await startChatStage();
}, 60_000);
afterAll(() => stage.close());

const look = { type: 'function', name: 'look', parameters: { type: 'object', properties: {} }, strict: false };
const schema = { type: 'object', properties: {} };

type Outcome =
  /** The provider gets this in the body of a chat. */
  | { chat: object }
  /** The response repeats it; the model does not get it. */
  | { echo: unknown }
  /** It is accepted, and changes no answer. */
  | 'taken'
  /** The response is returned before its model has answered. */
  | 'started'
  /** A warning names it. */
  | 'warned'
  | { refused: RegExp };

/** A value of each documented member, and its outcome. */
const table: Readonly<Record<string, readonly [value: unknown, outcome: Outcome, beside?: object]>> = {
  access_programs: [['trusted'], 'warned'],
  background: [true, 'started'],
  background_options: [{ expires_after: 60 }, 'warned'],
  context_management: [[{ type: 'compaction', compact_threshold: 1_000 }], 'warned'],
  conversation: ['conv_7', { refused: /conversation is not supported here/ }],
  image: [{ quality: 'high' }, 'warned'],
  include: [['message.output_text.logprobs'], { chat: { logprobs: true } }],
  input: ['Say it in JSON', { chat: { messages: [{ role: 'user', content: 'Say it in JSON' }] } }],
  instructions: ['Be short.', { chat: { messages: [{ role: 'system', content: 'Be short.' }, expect.anything()] } }],
  max_output_tokens: [100, { chat: { max_completion_tokens: 100 } }],
  // It counts the calls of tools that run on OpenAI's servers. There are none.
  max_tool_calls: [3, 'taken'],
  metadata: [{ run: '7' }, { echo: { run: '7' } }],
  model: ['m1', { chat: { model: 'm1' } }],
  moderation: [{ model: 'omni-moderation-latest' }, { chat: { moderation: { model: 'omni-moderation-latest' } } }],
  parallel_tool_calls: [false, { chat: { parallel_tool_calls: false } }, { tools: [look] }],
  previous_response_id: ['resp_7', { refused: /not stored/ }],
  prompt: [{ id: 'pmpt_7' }, { refused: /cannot be combined with template/ }, { template: { name: 'one' } }],
  prompt_cache_key: ['mine', { chat: { prompt_cache_key: 'mine' } }],
  prompt_cache_options: [{ mode: 'explicit' }, { chat: { prompt_cache_options: { mode: 'explicit' } } }],
  prompt_cache_retention: ['24h', { chat: { prompt_cache_retention: '24h' } }],
  reasoning: [{ effort: 'high' }, { chat: { reasoning_effort: 'high' } }],
  safety_identifier: ['user-7', { chat: { safety_identifier: 'user-7' } }],
  service_tier: ['flex', { chat: { service_tier: 'flex' } }],
  store: [false, { echo: false }],
  stream: [false, { chat: { stream: true } }],
  // Penstock does not pad events.
  stream_options: [{ include_obfuscation: true }, 'taken'],
  temperature: [0.5, { chat: { temperature: 0.5 } }],
  text: [
    {
      format: { type: 'json_schema', name: 'it', schema, strict: false, description: 'What it is.' },
      verbosity: 'low',
    },
    {
      chat: {
        verbosity: 'low',
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'it', description: 'What it is.', schema, strict: false },
        },
      },
    },
  ],
  tool_choice: [
    { type: 'function', name: 'look' },
    { chat: { tool_choice: { type: 'function', function: { name: 'look' } } } },
    { tools: [look] },
  ],
  tools: [
    [{ type: 'custom', name: 'patch', format: { type: 'grammar', syntax: 'regex', definition: '.*' } }],
    {
      chat: {
        tools: [
          {
            type: 'custom',
            custom: { name: 'patch', format: { type: 'grammar', grammar: { syntax: 'regex', definition: '.*' } } },
          },
        ],
      },
    },
  ],
  top_logprobs: [3, { chat: { logprobs: true, top_logprobs: 3 } }],
  top_p: [0.5, { chat: { top_p: 0.5 } }],
  truncation: ['auto', { echo: 'auto' }],
  user: ['ann', { chat: { user: 'ann' } }],
};

test('the table has every member that the openai package documents', () => {
  const documented = documentedMembers('openai/resources/responses/responses', 'ResponseCreateParamsBase');
  expect(documented.length).toBeGreaterThan(30);
  expect(Object.keys(table).sort()).toEqual([...documented].sort());
});

test.each(Object.entries(table))('%s', async (name, [value, outcome, beside]) => {
  const { penstock, upstream } = stage;
  const before = upstream.requests.length;
  const response = await fetch(`${penstock.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm1', input: 'Say it in JSON', ...beside, [name]: value }),
  });
  const answer = (await response.json()) as Record<string, unknown> & { penstock?: { warnings?: { path: string }[] } };
  if (typeof outcome === 'object' && 'refused' in outcome) {
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(answer.error).toMatchObject({ message: expect.stringMatching(outcome.refused), param: name });
    return expect(upstream.requests.length).toBe(before);
  }
  if (outcome === 'started') {
    await expect.poll(() => upstream.requests.length).toBe(before + 1);
    return expect(answer).toMatchObject({ status: 'in_progress', [name]: value });
  }
  const isForced = name === 'tool_choice';
  if (!isForced) expect(answer).toMatchObject({ object: 'response', status: 'completed' });
  const { body } = upstream.requests[before] as ArrivedRequest;
  const warned = (answer.penstock?.warnings ?? []).map(({ path }) => path);
  if (outcome === 'warned') return expect(warned).toEqual([name]);
  // This upstream sends no probabilities.
  const expected = name === 'include' || name === 'top_logprobs' ? ['message.output_text.logprobs'] : [];
  expect(warned).toEqual(expected);
  if (outcome === 'taken') return expect(JSON.stringify(body)).not.toMatch(/max_tool_calls|obfuscation/);
  if ('echo' in outcome) expect(answer[name]).toEqual(outcome.echo);
  else expect(body).toMatchObject(outcome.chat);
});
