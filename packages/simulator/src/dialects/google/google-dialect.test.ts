import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post, readEvents } from '../../testing/http-client.ts';

const contents = [{ role: 'user', parts: [{ text: 'Say "one two three"' }] }];
const weather = {
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: {
    type: 'OBJECT',
    properties: { city: { type: 'STRING' }, days: { type: 'INTEGER', minimum: 1 } },
    required: ['city'],
  },
};
const tools = [{ functionDeclarations: [weather, { name: 'read_clock' }] }];

describe('the google dialect', () => {
  let simulator: Simulator;
  const whole = (body: unknown, model = 'm', headers?: Record<string, string>) =>
    post(simulator, 'google', `/models/${model}:generateContent`, body, headers);
  const stream = (body: unknown, model = 'm') =>
    post(simulator, 'google', `/models/${model}:streamGenerateContent?alt=sse`, body);
  const textOf = (json: unknown): string => String(at(json, 'candidates', 0, 'content', 'parts', 0, 'text'));

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams responses that join to the answer; the last has the finish reason and the usage', async () => {
    const { headers, text } = await stream({ contents });
    const events = readEvents(text);
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(events.map(textOf).join('')).toBe('one two three');
    expect(events.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP', index: 0 }],
      usageMetadata: { candidatesTokenCount: 3 },
      modelVersion: 'm',
      responseId: at(events[0], 'responseId'),
    });
    expect(events.slice(0, -1).some((event) => at(event, 'candidates', 0, 'finishReason') !== undefined)).toBe(false);
    expect(events.map((event) => at(event, 'usageMetadata', 'candidatesTokenCount'))).toEqual([1, 2, 3, 3]);
  });

  it('streams one JSON array if no events are requested', async () => {
    const { text, headers } = await post(simulator, 'google', '/models/m:streamGenerateContent', { contents });
    expect(headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(text).map(textOf).join('')).toBe('one two three');
  });

  it('gives the same answer unstreamed', async () => {
    const { json } = await whole({ contents });
    expect(json).toMatchObject({
      candidates: [{ content: { role: 'model', parts: [{ text: 'one two three' }] }, finishReason: 'STOP' }],
      usageMetadata: { candidatesTokenCount: 3 },
    });
    expect(at(json, 'usageMetadata', 'totalTokenCount')).toBe(
      Number(at(json, 'usageMetadata', 'promptTokenCount')) + 3,
    );
  });

  it('marks thoughts and counts them beside the answer', async () => {
    const { json } = await whole({ contents, generationConfig: { thinkingConfig: { includeThoughts: true } } });
    expect(at(json, 'candidates', 0, 'content', 'parts', 0)).toMatchObject({ thought: true });
    expect(at(json, 'usageMetadata', 'candidatesTokenCount')).toBe(3);
    const thoughts = Number(at(json, 'usageMetadata', 'thoughtsTokenCount'));
    expect(thoughts).toBeGreaterThan(5);
    const events = readEvents((await stream({ contents }, 'm-think')).text);
    expect(
      events.filter((event) => at(event, 'candidates', 0, 'content', 'parts', 0, 'thought') === true),
    ).toHaveLength(thoughts);
  });

  it('sends whole function calls, and reads Google’s own schemas', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'Weather in Paris and Rome for 4 days?' }] }];
    const { json } = await whole({ contents, tools });
    expect(at(json, 'candidates', 0, 'content', 'parts')).toEqual([
      { functionCall: { name: 'get_weather', args: { city: 'Paris', days: 4 } }, thoughtSignature: expect.any(String) },
      { functionCall: { name: 'get_weather', args: { city: 'Rome', days: expect.any(Number) } } },
    ]);
    const events = readEvents((await stream({ contents, tools })).text);
    expect(
      events.filter((event) => at(event, 'candidates', 0, 'content', 'parts', 0, 'functionCall') !== undefined),
    ).toHaveLength(2);
    const forced = await whole({
      contents,
      tools,
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['read_clock'] } },
    });
    expect(at(forced.json, 'candidates', 0, 'content', 'parts')).toEqual([
      { functionCall: { name: 'read_clock', args: {} }, thoughtSignature: expect.any(String) },
    ]);
    const any = await whole({ contents, tools, toolConfig: { functionCallingConfig: { mode: 'ANY' } } });
    expect(at(any.json, 'candidates', 0, 'content', 'parts', 0, 'functionCall', 'name')).toBe('get_weather');
    const none = await whole({ contents, tools, toolConfig: { functionCallingConfig: { mode: 'NONE' } } });
    expect(textOf(none.json)).toContain('Paris');
  });

  it('uses function results, images and instructions', async () => {
    const turns = [
      { role: 'user', parts: [{ text: 'Weather in Paris?' }] },
      { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: { city: 'Paris' } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { result: 'rain' } } }] },
    ];
    expect(
      textOf((await whole({ contents: turns, tools, systemInstruction: { parts: [{ text: 'Be a sailor' }] } })).json),
    ).toMatch(/According to `get_weather`: rain\.[\s\S]*“Be a sailor”/);
    const parts = [
      { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
      { fileData: { fileUri: 'https://example.com/a.png' } },
      { text: 'What is it?' },
    ];
    expect(textOf((await whole({ contents: [{ role: 'user', parts }] })).json)).toContain(
      'a PNG (8 bytes); the address https://example.com/a.png',
    );
    const facts = [
      ...turns.slice(0, 2),
      { role: 'function', parts: [{ functionResponse: { name: 'get_weather', response: { sky: 'clear', wind: 3 } } }] },
    ];
    expect(textOf((await whole({ contents: facts })).json)).toContain('sky is clear and wind is 3');
  });

  it('requires the signature of a call for Gemini 3 and later', async () => {
    const turnsWith = (call: object) => [
      ...contents,
      { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: {} }, ...call }] },
      { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { result: 'rain' } } }] },
    ];
    expect((await whole({ contents: turnsWith({}) }, 'gemini-3-pro')).text).toContain('missing a thought_signature');
    expect((await whole({ contents: turnsWith({ thoughtSignature: 'x' }) }, 'gemini-3-pro')).status).toBe(200);
    expect((await whole({ contents: turnsWith({}) }, 'gemini-2.5-pro')).status).toBe(200);
  });

  it('honours limits, stop sequences, JSON and prefill', async () => {
    expect((await whole({ contents, generationConfig: { maxOutputTokens: 2 } })).json).toMatchObject({
      candidates: [{ finishReason: 'MAX_TOKENS' }],
    });
    expect(textOf((await whole({ contents, generationConfig: { stopSequences: ['three'] } })).json)).toBe('one two ');
    const responseSchema = {
      type: 'OBJECT',
      properties: {
        ok: { type: 'STRING', nullable: true, enum: ['yes'] },
        list: { type: 'ARRAY', items: { type: 'INTEGER' }, minItems: '2' },
      },
      required: ['ok', 'list'],
    };
    const shaped = JSON.parse(
      textOf(
        (await whole({ contents, generationConfig: { responseMimeType: 'application/json', responseSchema } })).json,
      ),
    );
    expect(shaped).toMatchObject({ ok: 'yes', list: [expect.any(Number), expect.any(Number)] });
    const free = await whole({ contents, generationConfig: { responseMimeType: 'application/json' } });
    expect(JSON.parse(textOf(free.json))).toMatchObject({ source: 'sandbox' });
    expect(
      textOf((await whole({ contents: [...contents, { role: 'model', parts: [{ text: 'one two' }] }] })).json),
    ).toBe(' three');
  });

  it('counts cached tokens within the prompt', async () => {
    const long = [{ role: 'user', parts: [{ text: 'dam water '.repeat(2_000) }] }];
    const first = at((await whole({ contents: long })).json, 'usageMetadata');
    const second = at((await whole({ contents: long })).json, 'usageMetadata');
    expect(at(first, 'cachedContentTokenCount')).toBeUndefined();
    expect(at(second, 'promptTokenCount')).toBe(at(first, 'promptTokenCount'));
    expect(Number(at(second, 'cachedContentTokenCount'))).toBeGreaterThan(1_000);
  });

  it('lists models and embeds, one text or many', async () => {
    expect((await get(simulator, 'google', '/models')).json).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ name: 'models/sandbox-small' })]),
    });
    expect((await get(simulator, 'google', '/models/x')).json).toMatchObject({ name: 'models/x' });
    const content = { parts: [{ text: 'a river' }] };
    const one = await post(simulator, 'google', '/models/e:embedContent', { content, outputDimensionality: 8 });
    expect(at(one.json, 'embedding', 'values', 'length')).toBe(8);
    const many = await post(simulator, 'google', '/models/e:batchEmbedContents', {
      requests: [{ content }, { content }],
    });
    expect(at(many.json, 'embeddings', 'length')).toBe(2);
    const body = { instances: [{ content: 'a gate' }, { content: 'b' }], parameters: { outputDimensionality: 8 } };
    const { predictions } = (await post(simulator, 'google', '/models/e:predict', body)).json as {
      predictions: { embeddings: { values: number[]; statistics: { token_count: number } } }[];
    };
    expect(predictions.map(({ embeddings }) => embeddings.values.length)).toEqual([8, 8]);
    expect(predictions[0]?.embeddings.statistics.token_count).toBe(2);
    expect((await post(simulator, 'google', '/models/e:embedContent', {})).status).toBe(400);
    expect((await post(simulator, 'google', '/models/missing-e:embedContent', { content })).status).toBe(404);
  });

  it('takes the key in the address too', async () => {
    const { status } = await post(simulator, 'google', '/models/m:generateContent?key=k', { contents }, {});
    expect(status).toBe(200);
  });

  it.each([
    ['no key', {}, { contents }, 403, 'PERMISSION_DENIED', /unregistered callers/],
    ['a bad key', { 'x-goog-api-key': 'bad' }, { contents }, 400, 'INVALID_ARGUMENT', /API key not valid/],
    ['no JSON', undefined, '{', 400, 'INVALID_ARGUMENT', /Invalid JSON/],
    ['no contents', undefined, {}, 400, 'INVALID_ARGUMENT', /contents is not specified/],
    [
      'empty parts',
      undefined,
      { contents: [{ role: 'user', parts: [] }] },
      400,
      'INVALID_ARGUMENT',
      /must not be empty/,
    ],
    [
      'an unknown role',
      undefined,
      { contents: [{ role: 'oracle', parts: [{ text: 'x' }] }] },
      400,
      'INVALID_ARGUMENT',
      /valid role/,
    ],
    [
      'a temperature too high',
      undefined,
      { contents, generationConfig: { temperature: 3 } },
      400,
      'INVALID_ARGUMENT',
      /temperature/,
    ],
    [
      'a limit too low',
      undefined,
      { contents, generationConfig: { maxOutputTokens: 0 } },
      400,
      'INVALID_ARGUMENT',
      /positive/,
    ],
    [
      'a function without a name',
      undefined,
      { contents, tools: [{ functionDeclarations: [{}] }] },
      400,
      'INVALID_ARGUMENT',
      /Invalid function name/,
    ],
  ])('refuses %s', async (_, headers, body, code, status, message) => {
    const reply = await whole(body, 'm', headers as Record<string, string> | undefined);
    expect(reply.status).toBe(code);
    expect(reply.json).toMatchObject({ error: { code, status, message: expect.stringMatching(message) } });
  });

  it('names the reason of a wrong key, and refuses a missing model and an unknown verb', async () => {
    const wrong = await whole({ contents }, 'm', { 'x-goog-api-key': 'bad' });
    expect(at(wrong.json, 'error', 'details', 0)).toMatchObject({ reason: 'API_KEY_INVALID' });
    expect((await whole({ contents }, 'missing-m')).status).toBe(404);
    expect((await post(simulator, 'google', '/models/m:dance', {})).status).toBe(404);
    expect((await get(simulator, 'google', '/nowhere')).status).toBe(404);
    expect((await post(simulator, 'google', '/nowhere', {})).status).toBe(404);
  });

  it('sends the time to wait in RetryInfo, and reports a filtered prompt as an answer without candidates', async () => {
    const limited = await whole({ contents }, 'sim-429-retry-after-3');
    expect(at(limited.json, 'error', 'details', 2)).toEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '3s',
    });
    const spent = await whole({ contents }, 'sim-quota');
    expect(at(spent.json, 'error', 'details', 0, 'violations', 0, 'quotaId')).toContain('PerDay');
    expect((await whole({ contents }, 'sim-content-filter')).json).toMatchObject({
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    });
    const streamed = await stream({ contents }, 'sim-content-filter');
    expect(streamed.status).toBe(200);
    expect(readEvents(streamed.text)).toMatchObject([{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }]);
  });
});
