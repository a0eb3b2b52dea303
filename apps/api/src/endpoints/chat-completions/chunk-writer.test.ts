import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GenerationEventBody } from '../../generation/generation-event.ts';
import { createFakeServices, hello } from '../../testing/fake-services.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import type { Step } from '../../testing/scripted-generations.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

const services = createFakeServices();
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ services });
});
afterAll(() => server.close());
beforeEach(() => {
  services.generations.script = () => hello;
});

const event = (body: GenerationEventBody): Step => ({ event: body });
const call = (argumentsDelta: string): Step =>
  event({ type: 'tool-call-delta', index: 0, id: 'c1', name: 'now', argumentsDelta });

async function stream(steps: readonly Step[], changes: object = {}) {
  services.generations.script = () => steps;
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ model: 'auto', stream: true, messages: [{ role: 'user', content: 'hi' }], ...changes }),
  });
  const text = await response.text();
  const events = text.split('\n\n').filter((line) => line.startsWith('data: {'));
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  const chunks: any[] = events.map((line) => JSON.parse(line.slice(6)));
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  const deltas: any[] = chunks.map((chunk) => chunk.choices?.[0]?.delta ?? {});
  return { response, text, chunks, deltas, content: deltas.map(({ content }) => content ?? '').join('') };
}

describe('a streamed answer', () => {
  test('without text is still an answer', async () => {
    const { text, chunks } = await stream([]);
    expect(chunks.map(({ choices }) => choices[0].finish_reason)).toEqual([null, 'stop']);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('keeps characters that JSON must escape', async () => {
    const hard = 'quote " back \\ line\n\u2028 \u0000 emoji 😀 and half \ud83d';
    expect((await stream([{ text: hard }])).content).toBe(hard);
  });

  test('shows reasoning apart from text', async () => {
    const { deltas } = await stream([event({ type: 'reasoning-delta', text: 'Hm.' }), { text: 'Yes.' }]);
    expect(deltas.slice(0, 3)).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'Hm.' },
      { content: 'Yes.' },
    ]);
  });

  test('shows a refusal apart from text', async () => {
    const { deltas } = await stream([event({ type: 'refusal-delta', text: 'I cannot.' })]);
    expect(deltas.slice(0, 2)).toEqual([{ role: 'assistant', content: '' }, { refusal: 'I cannot.' }]);
  });

  test('sends the name of a call once, then the pieces of its arguments', async () => {
    const { deltas } = await stream([call(''), call('{"zone":'), call('"UTC"}')]);
    expect(deltas.slice(1, 4)).toEqual([
      { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'now', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"zone":' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '"UTC"}' } }] },
    ]);
  });

  test('sends a call as a function call if functions were given', async () => {
    const functions = [{ name: 'now', parameters: { type: 'object', properties: {} } }];
    const second: Step = event({ type: 'tool-call-delta', index: 1, id: 'c2', name: 'now', argumentsDelta: '{}' });
    const generation = sampleGeneration({ finishReason: 'tool-calls' });
    const { deltas, chunks } = await stream([call(''), call('{}'), second, event({ type: 'completed', generation })], {
      functions,
    });
    expect(deltas.slice(1, -1)).toEqual([
      { function_call: { name: 'now', arguments: '' } },
      { function_call: { arguments: '{}' } },
    ]);
    expect(chunks.at(-1)?.choices[0].finish_reason).toBe('function_call');
  });

  test('sends state for the next turn: with its call, or before the end', async () => {
    const stateOf = (thoughtSignature: string) => ({
      providerId: 'gemini',
      dialect: 'google',
      value: { thoughtSignature },
    });
    const signed = (thought_signature: string) => ({ extra_content: { google: { thought_signature } } });
    const generation = sampleGeneration({
      parts: [
        { type: 'reasoning', text: 'Hm.', state: stateOf('r') },
        { type: 'tool-call', id: 'c1', name: 'now', arguments: '{}', state: stateOf('a') },
        { type: 'tool-call', id: 'c2', name: 'now', arguments: '{}', state: stateOf('b') },
      ],
      toolCalls: ['c1', 'c2'].map((id) => ({ id, name: 'now', arguments: '{}' })),
      finishReason: 'tool-calls',
    });
    const { deltas, chunks } = await stream([
      event({ type: 'tool-call-delta', index: 0, id: 'c1', name: 'now', argumentsDelta: '{}', state: stateOf('a') }),
      event({ type: 'tool-call-delta', index: 1, id: 'c2', name: 'now', argumentsDelta: '{}' }),
      event({ type: 'completed', generation }),
    ]);
    expect(deltas.slice(1)).toMatchObject([
      { tool_calls: [{ index: 0, id: 'c1', ...signed('a') }] },
      { tool_calls: [{ index: 1, id: 'c2' }] },
      {
        reasoning_details: [{ text: 'Hm.', index: 0, state: { thoughtSignature: 'r' } }],
        penstock: { provider: 'gemini', dialect: 'google' },
      },
      { tool_calls: [{ index: 1, ...signed('b') }] },
      {},
    ]);
    expect(deltas[2].tool_calls[0]).not.toHaveProperty('extra_content');
    expect(chunks.at(-1).choices[0].finish_reason).toBe('tool_calls');
  });

  test('sends an empty object for a call without arguments', async () => {
    const generation = sampleGeneration({
      toolCalls: [{ id: 'c1', name: 'now', arguments: '{}' }],
      finishReason: 'tool-calls',
    });
    const { deltas, chunks } = await stream([call(''), event({ type: 'completed', generation })]);
    expect(deltas[2]).toEqual({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] });
    expect(chunks.at(-1).choices[0].finish_reason).toBe('tool_calls');
  });

  test('of JSON is sent without the prose and the commas that its model put around it', async () => {
    const json = { response_format: { type: 'json_object' } };
    const steps = [{ text: 'Here it is:\n' }, { text: '{"a":[1,' }, { text: ' ],' }, { text: '}\nAnything else?' }];
    expect((await stream(steps, json)).content).toBe('{"a":[1 ]}');
  });

  test('of JSON is sent without the fence that its model put around it', async () => {
    const json = { response_format: { type: 'json_object' } };
    const steps = [{ text: '```js' }, { text: 'on\n{"a":' }, { text: '1}\n``' }, { text: '`' }];
    expect((await stream(steps, json)).content).toBe('{"a":1}');
    expect((await stream([{ text: '```json\n' }])).content).toBe('```json\n');
  });

  test('names the model that was called at the time of the first token', async () => {
    const failed = event({
      type: 'attempt-failed',
      attempt: 1,
      modelId: 'a/b',
      errorCode: 'OVERLOADED',
      errorMessage: 'No room.',
      nextModelId: 'c/d',
      wasCalled: true,
    });
    const { response, chunks } = await stream([failed, { text: 'Yes.' }]);
    expect(response.headers.get('x-penstock-model')).toBe('c/d');
    expect(response.headers.get('x-penstock-attempts')).toBe('2');
    expect(chunks[0].model).toBe('c/d');
  });

  test('that was cancelled is a status before its first token, and an error after that', async () => {
    const cancelled = event({
      type: 'cancelled',
      generation: sampleGeneration({ status: 'CANCELLED', failure: null }),
    });
    expect((await stream([cancelled])).response.status).toBe(499);
    const { chunks, text } = await stream([{ text: 'Hel' }, cancelled]);
    expect(chunks.at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(text).not.toContain('[DONE]');
  });

  test('that would restart after sent text ends with an error', async () => {
    const { chunks, text } = await stream([{ text: 'Hel' }, event({ type: 'restarted', modelId: 'c/d' })]);
    expect(chunks.at(-1)).toMatchObject({ error: { code: 'internal_error' } });
    expect(text).not.toContain('[DONE]');
  });
});
