import type { AssistantPart } from '@penstock/providers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GenerationEventBody } from '../../generation/generation-event.ts';
import { createFakeServices, hello } from '../../testing/fake-services.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import type { Step } from '../../testing/scripted-generations.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { documentedEvents, requiredMembers } from '../testing/documented-members.ts';
import { wrongOrders } from '../testing/wrong-orders.ts';
import { checkResponseEvents, type ResponseEvent, readResponseEvents } from './testing/check-response-events.ts';

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
const state = { providerId: 'anthropic', dialect: 'anthropic', value: { signature: 's' } };
const tools = [
  { type: 'function', name: 'now', parameters: { type: 'object', properties: {} } },
  { type: 'custom', name: 'patch', description: 'Edits.' },
];

async function stream(steps: readonly Step[], changes: object = {}) {
  services.generations.script = () => steps;
  const response = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ model: 'auto', stream: true, input: 'hi', tools, ...changes }),
  });
  const events = readResponseEvents(await response.text());
  return { response, events, types: events.map(({ type }) => type.replace('response.', '')) };
}

/** An answer with every kind of part: reasoning, hidden reasoning, text, a refusal, parallel calls, an image. */
function everything(): readonly Step[] {
  const parts: AssistantPart[] = [
    { type: 'reasoning', text: 'Hm, so.', state },
    { type: 'reasoning', text: '', state },
    { type: 'text', text: 'Hello, world' },
    { type: 'tool-call', id: 'c1', name: 'now', arguments: '{"zone":"UTC"}' },
    { type: 'tool-call', id: 'c2', name: 'patch', arguments: '{"input":"+ a"}' },
    { type: 'tool-call', id: 'c3', name: 'now', arguments: '{}', state },
    { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' } },
  ];
  const generation = sampleGeneration({ parts, finishReason: 'tool-calls', text: 'Hello, world' });
  const call = (index: number, id: string, name: string, argumentsDelta: string): Step =>
    event({ type: 'tool-call-delta', index, id, name, argumentsDelta });
  return [
    event({ type: 'reasoning-delta', text: 'Hm' }),
    event({ type: 'reasoning-delta', text: ', so.' }),
    event({
      type: 'text-delta',
      text: 'Hello',
      ended: [
        { type: 'reasoning', state },
        { type: 'reasoning', state },
      ],
    }),
    { text: ', ' },
    { text: 'world' },
    call(0, 'c1', 'now', ''),
    call(0, 'c1', 'now', '{"zone"'),
    call(1, 'c2', 'patch', '{"inp'),
    call(0, 'c1', 'now', ':"UTC"}'),
    call(1, 'c2', 'patch', 'ut":"+ a"}'),
    call(2, 'c3', 'now', ''),
    event({ type: 'completed', generation }),
  ];
}

const ended = (parts: AssistantPart[], changes: Parameters<typeof sampleGeneration>[0] = {}): Step =>
  event({ type: 'completed', generation: sampleGeneration({ parts, text: '', ...changes }) });

/** Answers of each kind, and with each kind of end. */
function answers(): readonly { name: string; steps: readonly Step[] }[] {
  const cut: AssistantPart[] = [{ type: 'text', text: 'Hello' }];
  const thought: AssistantPart = { type: 'reasoning', text: 'Hm.', state };
  const patch: AssistantPart = { type: 'tool-call', id: 'c2', name: 'patch', arguments: '{"input":"+ a"}' };
  const patchDelta = { type: 'tool-call-delta', index: 0, id: 'c2', name: 'patch' } as const;
  const refused: AssistantPart[] = [{ type: 'text', text: 'I cannot.', isRefusal: true }];
  const likely = { type: 'text-delta', text: 'Hello', logprobs: [{ token: 'Hello', logprob: -0.5 }] } as const;
  const fail: Step = { fail: { code: 'ALL_MODELS_FAILED', message: 'No model answered.' } };
  return [
    { name: 'everything', steps: everything() },
    { name: 'a text', steps: hello },
    { name: 'a text with log probabilities', steps: [event(likely), ended(cut)] },
    {
      name: 'a refusal',
      steps: [
        event({ type: 'refusal-delta', text: 'I ' }),
        event({ type: 'refusal-delta', text: 'cannot.' }),
        ended(refused),
      ],
    },
    {
      name: 'a custom tool after reasoning',
      steps: [
        event({ type: 'reasoning-delta', text: 'Hm.' }),
        event({ ...patchDelta, argumentsDelta: '{"inp', ended: [{ type: 'reasoning', state }] }),
        event({ ...patchDelta, argumentsDelta: 'ut":"+ a"}' }),
        ended([thought, patch], { finishReason: 'tool-calls' }),
      ],
    },
    { name: 'a text cut by its limit', steps: [{ text: 'Hello' }, ended(cut, { finishReason: 'length' })] },
    { name: 'a filtered text', steps: [{ text: 'Hello' }, ended(cut, { finishReason: 'content-filter' })] },
    {
      name: 'a failure',
      steps: [event({ type: 'reasoning-delta', text: 'Hm.' }), { text: 'Hel' }, { text: 'lo' }, fail],
    },
    { name: 'nothing', steps: [ended([])] },
  ];
}

describe('a streamed response', () => {
  test('has the named events in their order', async () => {
    const { events, types, response } = await stream(hello);
    checkResponseEvents(events);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(types).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ]);
    expect(events.at(-1)?.response.output).toMatchObject([
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Hello, world' }],
      },
    ]);
  });

  test('may have every kind of item', async () => {
    const { events } = await stream(everything());
    checkResponseEvents(events);
    const done = events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item);
    const output = events.at(-1)?.response.output;
    expect(output.map(({ type }: { type: string }) => type)).toEqual([
      'reasoning',
      'reasoning',
      'message',
      'function_call',
      'custom_tool_call',
      'function_call',
      'image_generation_call',
    ]);
    expect(new Set(output.map(({ id }: { id: string }) => id)).size).toBe(7);
    expect(done.find(({ type }) => type === 'reasoning')).toMatchObject({
      summary: [{ type: 'summary_text', text: 'Hm, so.' }],
      encrypted_content: expect.stringMatching(/^penstock\./),
    });
    expect(output.slice(3)).toMatchObject([
      { call_id: 'c1', name: 'now', arguments: '{"zone":"UTC"}' },
      { call_id: 'c2', name: 'patch', input: '+ a' },
      { call_id: 'c3', name: 'now', arguments: '{}', penstock: { state: expect.any(String) } },
      { result: 'AA' },
    ]);
  });

  describe.each(answers())('of $name', ({ steps }) => {
    test('is invalid if any event is missing, doubled or out of order', async () => {
      const { events } = await stream(steps);
      checkResponseEvents(events);
      const hasFailed = events.at(-1)?.type === 'response.failed';
      for (const { what, index, events: wrong } of wrongOrders(events)) {
        const event = events[index] as ResponseEvent;
        const next = events[index + 1];
        const title = `${event.type} ${event.sequence_number} ${what}`;
        expect(() => checkResponseEvents(wrong), title).toThrow();
        // Only its own events have the text of an item that did not end.
        if (hasFailed && /delta|added/.test(`${event.type} ${next?.type}`)) continue;
        // Mixed pieces of two calls have no order.
        const isOfTwo = next?.output_index !== undefined && next.output_index !== event.output_index;
        if (what === 'behind the next' && isOfTwo) continue;
        const numbered = wrong.map((one, number) => ({ ...one, sequence_number: number }));
        expect(() => checkResponseEvents(numbered), `${title}, numbered anew`).toThrow();
      }
    });

    test("has the members of each event that OpenAI's types have", async () => {
      const documented = documentedEvents('openai/resources/responses/responses', 'ResponseStreamEvent');
      expect(documented.size).toBeGreaterThan(40);
      const response = requiredMembers('openai/resources/responses/responses', 'Response');
      const { events } = await stream(steps);
      for (const event of events) {
        // The SDK itself adds this member.
        const ofResponse = response.filter((member) => member !== 'output_text');
        if ('response' in event) expect(Object.keys(event.response)).toEqual(expect.arrayContaining(ofResponse));
        const { required = [], all = [] } = documented.get(event.type) ?? {};
        const members = Object.keys(event);
        expect(required, event.type).not.toEqual([]);
        expect(members, event.type).toEqual(expect.arrayContaining([...required]));
        // OpenAI sends the name of a call with its arguments, which is missing in its types.
        expect(new Set([...all, 'name']), event.type).toEqual(new Set([...all, 'name', ...members]));
      }
    });
  });

  test('shows a refusal apart from text', async () => {
    const parts: AssistantPart[] = [{ type: 'text', text: 'I cannot.', isRefusal: true }];
    const { events } = await stream([
      event({ type: 'refusal-delta', text: 'I ' }),
      event({ type: 'refusal-delta', text: 'cannot.' }),
      event({ type: 'completed', generation: sampleGeneration({ parts, text: '' }) }),
    ]);
    checkResponseEvents(events);
    expect(events.at(-1)?.response.output[0].content).toEqual([{ type: 'refusal', refusal: 'I cannot.' }]);
  });

  test('that was cut at its limit is incomplete', async () => {
    const parts: AssistantPart[] = [{ type: 'text', text: 'Hel' }];
    const generation = sampleGeneration({ parts, text: 'Hel', finishReason: 'length' });
    const { events } = await stream([{ text: 'Hel' }, event({ type: 'completed', generation })]);
    checkResponseEvents(events);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { incomplete_details: { reason: 'max_output_tokens' }, output: [{ status: 'incomplete' }] },
    });
  });

  test('that fails before its first token is a status, and later an event', async () => {
    const fail: Step = { fail: { code: 'ALL_MODELS_FAILED', message: 'No model answered.' } };
    services.generations.script = () => [fail];
    const refused = await fetch(`${server.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model: 'auto', stream: true, input: 'hi' }),
    });
    expect(refused.status).toBe(502);
    expect(await refused.json()).toMatchObject({ error: { code: 'all_models_failed' } });
    const { events } = await stream([{ text: 'Hel' }, fail]);
    checkResponseEvents(events);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error', message: 'No model answered.' } },
    });
  });

  test('that breaks off by an internal error sends an event with the next number', async () => {
    const restarted = { type: 'restarted', modelId: 'a/b', reason: 'failure' } as unknown as GenerationEventBody;
    const { events } = await stream([{ text: 'Hel' }, event(restarted), { text: 'Hello' }]);
    expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'server_error', param: null });
  });

  test('of JSON is sent without the fence that its model put around it', async () => {
    const text = { format: { type: 'json_object' } };
    const { events } = await stream([{ text: '```js' }, { text: 'on\n{"a":' }, { text: '1}\n```' }], { text });
    checkResponseEvents(events);
    expect(events.at(-1)?.response.output[0].content[0].text).toBe('{"a":1}');
  });
});
