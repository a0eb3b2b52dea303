import OpenAI, { APIUserAbortError, BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialects, startDialects } from '../testing/start-dialects.ts';
import { checkResponseEvents, type ResponseEvent } from './testing/check-response-events.ts';

type Input = OpenAI.Responses.ResponseInput;

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const smallPdf = Buffer.from(
  '%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF',
).toString('base64');
const weather: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: false,
};

let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  penstock = await startDialects(['well', 'think-1', 'sim-500', 'sim-cut-5', 'slow-5ms-30tps']);
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

/** The whole response of a stream. Its events are checked. */
async function streamed(body: OpenAI.Responses.ResponseCreateParamsNonStreaming) {
  const events: ResponseEvent[] = [];
  for await (const event of await client.responses.create({ ...body, stream: true })) {
    events.push(event as unknown as ResponseEvent);
  }
  checkResponseEvents(events);
  const { response } = events.at(-1) as ResponseEvent;
  return { response: response as OpenAI.Responses.Response, events };
}

describe.each(dialects)('the openai package, with a model of the dialect %s,', (dialect) => {
  const model = `sim-${dialect}/well`;

  test('gets the same answer whole and streamed', async () => {
    const body = { model, input: 'Say "one two three four"', instructions: 'Be short.' };
    const whole = await client.responses.create(body);
    expect(whole.output_text).toBe('one two three four');
    expect(whole).toMatchObject({ status: 'completed', instructions: 'Be short.', model });
    expect(whole.usage?.total_tokens).toBeGreaterThan(3);
    const { response } = await streamed(body);
    expect(response.output).toMatchObject([{ content: [{ text: 'one two three four' }], role: 'assistant' }]);
    expect(response.usage?.output_tokens).toBe(whole.usage?.output_tokens);
  });

  test.each([false, true])('calls tools, in parallel, over two turns (streamed: %s)', async (isStreamed) => {
    const input: Input = [{ role: 'user', content: 'What is the weather in Paris and in Rome?' }];
    const body = { model, input, tools: [weather] };
    const first = isStreamed ? (await streamed(body)).response : await client.responses.create(body);
    const calls = first.output.filter((item) => item.type === 'function_call');
    expect(calls.map((call) => JSON.parse(call.arguments))).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    const results: Input = calls.map(({ call_id }, index) => ({
      type: 'function_call_output',
      call_id,
      output: `{"degrees":${20 + index}}`,
    }));
    const all = [...input, ...first.output, ...results] as Input;
    const second = await client.responses.create({ ...body, input: all });
    expect(second.output_text).toMatch(/20/);
    const continued = await client.responses.create({ ...body, input: results, previous_response_id: first.id });
    expect(continued.output_text).toBe(second.output_text);
    expect(continued.previous_response_id).toBe(first.id);
  });

  test('keeps reasoning over turns', async () => {
    const thinker = `sim-${dialect}/think-1`;
    const input: Input = [{ role: 'user', content: 'Say "yes"' }];
    const reasoning = { effort: 'medium', summary: 'auto' } as const;
    const body = { model: thinker, input, reasoning, include: ['reasoning.encrypted_content' as const] };
    const { response } = await streamed({ ...body, store: false });
    const [thought, answer] = response.output;
    if (thought?.type !== 'reasoning') return expect(dialect).toBe('cohere');
    expect(thought.summary.length + (thought.encrypted_content ?? '').length).toBeGreaterThan(0);
    expect(answer).toMatchObject({ type: 'message', content: [{ text: 'yes' }] });
    const again = [...input, ...response.output, { role: 'user', content: 'Say "again"' }] as Input;
    expect((await client.responses.create({ ...body, input: again, store: false })).output_text).toBe('again');
    if (dialect !== 'anthropic') return;
    expect(JSON.stringify(penstock.simulator.requests().at(-1)?.body)).toContain('"signature"');
  });

  test('gets JSON by a schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, size: { type: 'integer', minimum: 1 } },
      required: ['name', 'size'],
      additionalProperties: false,
    };
    const text = { format: { type: 'json_schema' as const, name: 'city', schema, strict: true } };
    const body = { model, input: 'Describe a city as JSON.', text };
    const wanted = { name: expect.any(String), size: expect.any(Number) };
    expect(JSON.parse((await client.responses.create(body)).output_text)).toEqual(wanted);
    const { response } = await streamed(body);
    const [item] = response.output;
    expect(item?.type === 'message' && JSON.parse((item.content[0] as { text: string }).text)).toEqual(wanted);
  });

  test('sends images to the model', async () => {
    const content: OpenAI.Responses.ResponseInputContent[] = [
      { type: 'input_text', text: 'What does this image show?' },
      { type: 'input_image', image_url: `data:image/png;base64,${png}`, detail: 'auto' },
    ];
    const answer = await client.responses.create({ model, input: [{ role: 'user', content }] });
    expect(answer.output_text).toMatch(/image/i);
    expect(JSON.stringify(penstock.simulator.requests().at(-1)?.body)).toContain(png);
  });
});

describe('the openai package', () => {
  test('sends PDFs to models that read them', async () => {
    const content: OpenAI.Responses.ResponseInputContent[] = [
      { type: 'input_text', text: 'What does this say?' },
      { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${smallPdf}` },
    ];
    for (const dialect of ['openai', 'anthropic', 'google']) {
      await client.responses.create({ model: `sim-${dialect}/well`, input: [{ role: 'user', content }] });
      expect(JSON.stringify(penstock.simulator.requests().at(-1)?.body)).toContain(smallPdf);
    }
  });

  test('reads a stored response, whole or from any of its events', async () => {
    const { response, events } = await streamed({ model: 'sim-openai/well', input: 'Write 60 tokens.', store: true });
    expect(await client.responses.retrieve(response.id)).toMatchObject({
      id: response.id,
      status: 'completed',
      output: response.output,
      usage: response.usage,
    });
    const last = events.length - 1;
    for (const after of [undefined, 0, 1, 4, 17, last - 1]) {
      const rest: ResponseEvent[] = [];
      const query = { stream: true, ...(after !== undefined && { starting_after: after }) } as const;
      for await (const event of await client.responses.retrieve(response.id, query)) rest.push(event as ResponseEvent);
      const first = after === undefined ? 0 : after + 1;
      const plain = (list: readonly ResponseEvent[]) => list.map(({ response: _, ...event }) => event);
      expect(plain(rest)).toEqual(plain(events.slice(first)));
    }
  });

  test('finds neither an unstored response nor an unknown one', async () => {
    const { id } = await client.responses.create({ model: 'sim-openai/well', input: 'Say "x"', store: false });
    await expect(client.responses.retrieve(id)).rejects.toThrow(NotFoundError);
    const next = { model: 'sim-openai/well', input: 'Say "y"', previous_response_id: id };
    await expect(client.responses.create(next)).rejects.toMatchObject({ status: 404, param: 'previous_response_id' });
    await expect(client.responses.cancel('resp_1')).rejects.toThrow(NotFoundError);
  });

  test('cancels a response', async () => {
    const body = { model: 'sim-openai/slow-5ms-30tps', input: 'Write 1000 tokens.', stream: true } as const;
    const types: string[] = [];
    for await (const event of await client.responses.create(body)) {
      types.push(event.type);
      if (event.type === 'response.in_progress') {
        expect(await client.responses.cancel(event.response.id)).toMatchObject({ status: 'cancelled' });
      }
    }
    expect(types.at(-1)).toBe('response.failed');
  });

  test('reads errors as its own classes', async () => {
    const input = 'hi';
    await expect(client.responses.create({ model: 'wel', input })).rejects.toThrow(NotFoundError);
    const wrong = client.responses.create({ model: 'sim-openai/well', input, temperature: 9 });
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toMatchObject({ param: 'temperature', type: 'invalid_request_error' });
    const alone = { model: 'sim-openai/sim-500', input, enable_fallback: false };
    await expect(client.responses.create(alone)).rejects.toMatchObject({ status: 502, code: 'all_models_failed' });
  });

  test('gets an event from a stream that breaks off', async () => {
    const body = { model: 'sim-openai/sim-cut-5', input: 'Say "a b c d e f g h"', enable_fallback: false };
    const { response } = await streamed(body);
    expect(response).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  });

  test('ends the upstream call when it aborts', async () => {
    const controller = new AbortController();
    const body = { model: 'sim-openai/slow-5ms-30tps', input: 'Write 1000 tokens.', stream: true } as const;
    const read = async (): Promise<void> => {
      const stream = await client.responses.create(body, { signal: controller.signal });
      for await (const _ of stream) controller.abort();
    };
    await read().catch((error: unknown) => expect(error).toBeInstanceOf(APIUserAbortError));
    await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'));
  });

  test('gets the number of cached tokens', async () => {
    const input = 'Bill 9000 input, 2000 cached, 0 cache write, 50 output and 20 reasoning tokens';
    const { usage } = await client.responses.create({ model: 'sim-openai/well', input });
    expect(usage).toMatchObject({ input_tokens_details: { cached_tokens: 2000 } });
    expect(usage?.output_tokens_details).toEqual({ reasoning_tokens: 20 });
  });
});
