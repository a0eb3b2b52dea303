import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post, readEvents } from '../../testing/http-client.ts';

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const patch = { type: 'custom', name: 'apply_patch', description: 'Applies a patch' };
const encrypted = { include: ['reasoning.encrypted_content'], store: false };
const say = 'Say "one two three"';

describe('the responses dialect', () => {
  let simulator: Simulator;
  const ask = (body: object, headers?: Record<string, string>) =>
    post(simulator, 'responses', '/responses', { model: 'm', ...body }, headers);
  const streamed = async (body: object) => readEvents((await ask({ ...body, stream: true })).text);

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams numbered events whose deltas join to the whole response', async () => {
    const events = await streamed({ input: say });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    const types = events.map(({ type }) => type);
    expect([...new Set(types)]).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.delta ?? '').join('')).toBe('one two three');
    const { json } = await ask({ input: [{ role: 'user', content: [{ type: 'input_text', text: say }] }] });
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'one two three' }] }];
    expect(json).toMatchObject({ object: 'response', status: 'completed', output, usage: { output_tokens: 3 } });
    expect(at(events.at(-1), 'response')).toMatchObject({ status: 'completed', output, usage: { output_tokens: 3 } });
  });

  it('is also served at the address of chat completions', async () => {
    const { json } = await post(simulator, 'openai', '/responses', { model: 'm', input: say });
    expect(json).toMatchObject({ object: 'response', status: 'completed' });
  });

  it('reasons, and encrypts the reasoning if the request includes it', async () => {
    const { json } = await ask({ model: 'think-1', input: say, ...encrypted });
    const [thought, answer] = at(json, 'output') as { type: string; encrypted_content: string }[];
    expect(thought).toMatchObject({ type: 'reasoning', summary: [{ type: 'summary_text' }] });
    expect(thought?.encrypted_content).toMatch(/^gAAAAAsim-/);
    expect(answer?.type).toBe('message');
    expect(at(json, 'usage', 'output_tokens_details', 'reasoning_tokens')).toBeGreaterThan(0);
    const plain = await ask({ input: say, reasoning: { effort: 'high' } });
    expect(at(plain.json, 'output', 0, 'type')).toBe('reasoning');
    expect(JSON.stringify(plain.json)).not.toContain('encrypted_content');
  });

  it.each([
    ['whole', {}],
    ['not encrypted', { encrypted_content: null }, 'Items are not persisted'],
    ['encrypted elsewhere', { encrypted_content: 'gAAAAABq' }, 'could not be verified'],
  ])('takes reasoning back that is %s, or refuses it', async (_, change, words?: string) => {
    const { json } = await ask({ model: 'think-1', input: say, ...encrypted });
    const [thought, answer] = at(json, 'output') as object[];
    const input = [
      { role: 'user', content: say },
      { ...thought, ...change },
      answer,
      { role: 'user', content: 'Say "four"' },
    ];
    const reply = await ask({ input });
    expect(reply.status).toBe(words === undefined ? 200 : 400);
    if (words !== undefined) expect(reply.text).toContain(words);
    const alone = await ask({ input: [thought, { role: 'user', content: say }] });
    expect(at(alone.json, 'error', 'message')).toContain('without its required following item');
  });

  it('calls functions in parallel, and uses their results', async () => {
    const input = [{ role: 'user', content: 'Weather in Paris and Rome?' }];
    const events = await streamed({ input, tools: [weather] });
    const output = at(events.at(-1), 'response', 'output') as { call_id: string; arguments: string }[];
    expect(output.map((call) => JSON.parse(call.arguments))).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    const done = events.filter(({ type }) => type === 'response.function_call_arguments.done');
    expect(done.map((event) => event.arguments)).toEqual(output.map((call) => call.arguments));
    const results = output.map(({ call_id }) => ({
      type: 'function_call_output',
      call_id,
      output: '{"temperature":21}',
    }));
    const { json } = await ask({ input: [...input, ...output, ...results], tools: [weather] });
    expect(at(json, 'output', 0, 'content', 0, 'text')).toContain('According to `get_weather`, temperature is 21.');
    const unknown = await ask({ input: results });
    expect(at(unknown.json, 'error', 'message')).toContain('No tool call found');
  });

  it('calls custom tools with plain text', async () => {
    const body = { input: 'Apply it', tools: [patch], tool_choice: { type: 'custom', name: 'apply_patch' } };
    const events = await streamed(body);
    const item = at(events.at(-1), 'response', 'output', 0) as { input: string };
    expect(item).toMatchObject({ type: 'custom_tool_call', name: 'apply_patch', input: expect.any(String) });
    const done = events.find(({ type }) => type === 'response.custom_tool_call_input.done');
    expect(done?.input).toBe(item.input);
    expect(item.input).not.toContain('{"input"');
  });

  it('keeps to a schema, to instructions, to images and to limits', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const json = await ask({ input: say, text: { format: { type: 'json_schema', name: 'a', schema } } });
    expect(JSON.parse(String(at(json.json, 'output', 0, 'content', 0, 'text')))).toEqual({ city: expect.any(String) });
    const content = [{ type: 'input_image', image_url: 'https://a.example/b.png' }];
    const seen = await ask({ instructions: 'Speak like a lockkeeper.', input: [{ role: 'user', content }] });
    expect(seen.text).toMatch(/lockkeeper.*b\.png|b\.png.*lockkeeper/);
    const cut = await ask({ input: 'Write 500 words', max_output_tokens: 5 });
    expect(cut.json).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  it('counts cached tokens within the input', async () => {
    const input = `${'The river turns the mill. '.repeat(500)} ${say}`;
    await ask({ input });
    const { json } = await ask({ input });
    const cached = Number(at(json, 'usage', 'input_tokens_details', 'cached_tokens'));
    expect(cached).toBeGreaterThan(1000);
    expect(at(json, 'usage', 'input_tokens')).toBeGreaterThanOrEqual(cached);
  });

  it('ends a filtered answer as an incomplete one, with its open item', async () => {
    const events = await streamed({ model: 'sim-content-filter-midway-3', input: 'Write 10 tokens' });
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { incomplete_details: { reason: 'content_filter' }, output: [{ status: 'incomplete' }] },
    });
  });

  it('reports a failure within an answer by an event', async () => {
    const events = await streamed({ model: 'sim-error-event-3', input: 'Write 10 tokens' });
    expect(events.at(-1)).toMatchObject({ type: 'error', message: expect.any(String), code: expect.any(String) });
  });

  it.each([
    [{ input: [] }, 400, 'input'],
    [{ input: say, messages: [] }, 400, 'messages'],
    [{ input: say, stop: ['a'] }, 400, 'stop'],
    [{ input: say, temperature: 3 }, 400, 'temperature'],
    [{ input: say, text: { format: { type: 'json_object' } } }, 400, 'input'],
    [{ input: say, model: 'missing-1' }, 404, 'model'],
    [{ input: [{ type: 'odd' }] }, 400, 'input[0].type'],
  ])('refuses %j', async (body, status, param) => {
    const reply = await ask(body);
    expect(reply.status).toBe(status);
    expect(at(reply.json, 'error', 'param')).toBe(param);
  });

  it('has the lists, the vectors and the keys of chat completions', async () => {
    expect((await get(simulator, 'responses', '/models')).json).toMatchObject({ object: 'list' });
    const vectors = await post(simulator, 'responses', '/embeddings', { model: 'e', input: 'a' });
    expect(at(vectors.json, 'data', 0, 'embedding')).toEqual(expect.any(Array));
    expect((await ask({ input: say }, { authorization: 'Bearer bad-key' })).status).toBe(401);
  });
});
