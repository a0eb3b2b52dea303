import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { EmbedRequest } from '../contract/embedding.ts';
import type { ModelRequest } from '../contract/request.ts';
import { createVendorAdapter } from '../create-adapter.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';
import { toAwsFrame } from '../testing/aws-event-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type LocalUpstream, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';

const opened = closeAfterEach();

async function ask(
  respond: (response: ServerResponse) => void,
  difference: Parameters<typeof providerSettings>[0] = {},
  asked: Partial<ModelRequest> = {},
): Promise<{ answer: Promise<Answer>; server: LocalUpstream }> {
  const server = await startLocalUpstream((_, response) => respond(response));
  const adapter = createVendorAdapter('bedrock', providerSettings({ baseUrl: server.url, ...difference }));
  opened.push(adapter, server);
  const request = modelRequest({ model: 'anthropic.claude-3-haiku', maxOutputTokens: 50, ...asked });
  return { answer: collectStream(adapter.stream(request, { signal: AbortSignal.timeout(5000) })), server };
}

function sendFrames(response: ServerResponse, events: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  for (const event of events) {
    for (const [type, payload] of Object.entries(event)) response.write(toAwsFrame(type, JSON.stringify(payload)));
  }
  response.end();
}

const text = (value: string): object => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: value } } });
const events = [
  { messageStart: { role: 'assistant' } },
  text('Hel'),
  text('lo'),
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { metrics: { latencyMs: 1 }, usage: { inputTokens: 22, outputTokens: 55, totalTokens: 77 } } },
];

describe('Bedrock', () => {
  it('streams an answer, with the key', async () => {
    const { answer, server } = await ask((response) => sendFrames(response, events));
    expect(await answer).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: { inputTokens: 22, outputTokens: 55 },
    });
    expect(server.requests[0]).toMatchObject({
      path: '/model/anthropic.claude-3-haiku/converse-stream',
      headers: { authorization: 'Bearer test-key-1234' },
      body: { inferenceConfig: { maxTokens: 50 } },
    });
  });

  it('sends cache points after marked instructions, parts and results', async () => {
    const cacheBreakpoint = true;
    const asked: Partial<ModelRequest> = {
      tools: [{ name: 'look', description: 'Looks.', parameters: { type: 'object' }, cacheBreakpoint }],
      messages: [
        { role: 'system', text: 'Be kind.', cacheBreakpoint },
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'a', cacheBreakpoint: { ttl: '1h' } },
            { type: 'text', text: 'b' },
          ],
        },
        { role: 'assistant', parts: [{ type: 'tool-call', id: 'c1', name: 'look', arguments: '{}' }] },
        {
          role: 'tool',
          toolCallId: 'c1',
          toolName: 'look',
          parts: [{ type: 'text', text: 'c', cacheBreakpoint }],
          isError: false,
        },
      ],
    };
    const { answer, server } = await ask((response) => sendFrames(response, events), {}, asked);
    expect((await answer).warnings).toMatchObject([{ path: 'tools.0.cacheBreakpoint', action: 'dropped' }]);
    const point = { cachePoint: { type: 'default' } };
    expect(server.requests[0]?.body).toMatchObject({
      system: [{ text: 'Be kind.' }, point],
      messages: [
        { role: 'user', content: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '1h' } }, { text: 'b' }] },
        { role: 'assistant', content: [{ toolUse: {} }] },
        { role: 'user', content: [{ toolResult: {} }, point] },
      ],
    });
  });

  it('gets instructions first, no blank text, and a first turn of the user', async () => {
    const say = (text: string) => [{ type: 'text', text }] as const;
    const messages: ModelRequest['messages'] = [
      { role: 'user', parts: say(' ') },
      { role: 'assistant', parts: say('a') },
      { role: 'user', parts: [...say('\n'), ...say('b')] },
      { role: 'system', text: 'Be kind.' },
      { role: 'system', text: ' ' },
    ];
    const { answer, server } = await ask((response) => sendFrames(response, events), {}, { messages });
    await answer;
    expect(server.requests[0]?.body).toMatchObject({
      system: [{ text: 'Be kind.' }],
      messages: [
        { role: 'user', content: [{ text: 'Continue.' }] },
        { role: 'assistant', content: [{ text: 'a' }] },
        { role: 'user', content: [{ text: 'b' }] },
      ],
    });
  });

  it('signs its requests if there are credentials instead of a key', async () => {
    const extra = { region: 'eu-west-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const { answer, server } = await ask((response) => sendFrames(response, events), { apiKey: null, extra });
    await answer;
    expect(server.requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d+\/eu-west-1\/bedrock/,
    );
  });

  it('is loaded before its first call on request', async () => {
    const adapter = createVendorAdapter('bedrock', providerSettings({}));
    opened.push(adapter);
    await expect(adapter.warmUp?.()).resolves.toBeUndefined();
  });

  it('is cut when the answer stops in the middle', async () => {
    const { answer } = await ask((response) => sendFrames(response, events.slice(0, 3)));
    await expect(answer).rejects.toMatchObject({ kind: 'stream-cut' });
  });

  it('throws an exception that comes within the answer', async () => {
    const { answer } = await ask((response) =>
      sendFrames(response, [...events.slice(0, 3), { throttlingException: { message: 'Too many requests' } }]),
    );
    await expect(answer).rejects.toMatchObject({ kind: 'rate-limit' });
  });

  it.each([
    [429, 'ThrottlingException', 'Too many requests', 'rate-limit'],
    [400, 'ValidationException', 'Input is too long for requested model.', 'context-length'],
    [403, 'AccessDeniedException', "You don't have access to the model", 'authentication'],
    [503, 'ServiceUnavailableException', 'busy', 'overloaded'],
  ])('%i %s has its kind', async (status, type, message, kind) => {
    const { answer } = await ask((response) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-errortype': `${type}:http://internal/`,
      });
      response.end(JSON.stringify({ message }));
    });
    await expect(answer).rejects.toMatchObject({ kind, status });
  });

  // Recordings of real answers are beside the checkout on some machines. Elsewhere this test is skipped.
  it.skipIf(!hasRecordings)(titleOfRecorded('reads a recorded answer'), async () => {
    const recorded = readRecordedChunks('bedrock-text').map((line) => JSON.parse(line) as object);
    const { answer } = await ask((response) => sendFrames(response, recorded));
    expect(await answer).toMatchObject({
      text: expect.stringMatching(
        /^Let me count the "r"s in "strawberry":.*There are \*\*3\*\* r's in "strawberry\."$/s,
      ),
      finishReason: 'stop',
      usage: { inputTokens: 22, outputTokens: 55 },
    });
  });
});

describe('embeddings of Bedrock', () => {
  type Asked = { texts?: string[]; inputText?: string; singleEmbeddingParams?: { text?: { value?: string } } };
  const vectorOf = (text = ''): number[] => [text.length, 1];
  /** Answers in the documented form of each family. Cohere's tokens are in a header. */
  const answers: Readonly<Record<string, (asked: Asked) => object>> = {
    titan: ({ inputText }) => ({ embedding: vectorOf(inputText), inputTextTokenCount: 3 }),
    cohere: ({ texts = [] }) => ({ embeddings: { float: texts.map(vectorOf) }, response_type: 'embeddings_by_type' }),
    nova: ({ singleEmbeddingParams }) => ({
      embeddings: [{ embeddingType: 'TEXT', embedding: vectorOf(singleEmbeddingParams?.text?.value) }],
      inputTokenCount: 4,
    }),
  };

  async function embed(model: string, difference: Partial<EmbedRequest> = {}, status = 200) {
    const server = await startLocalUpstream(({ body }, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-bedrock-input-token-count': '7' });
      const answer = answers[Object.keys(answers).find((family) => model.includes(family)) ?? ''];
      // The request has the documented body of the family.
      response.end(JSON.stringify(status === 200 ? answer?.(body as Asked) : { message: 'Too many requests' }));
    });
    const adapter = createVendorAdapter('bedrock', providerSettings({ baseUrl: server.url }));
    opened.push(adapter, server);
    const request = { model, texts: ['a dam', 'river'], dimensions: null, purpose: null, ...difference };
    const embeddings = adapter.embed?.(request, { signal: AbortSignal.timeout(5_000) });
    if (embeddings === undefined) throw new Error('Bedrock has no embed.');
    return { embeddings, server };
  }

  it('come from Titan in one call per text, with the billed tokens', async () => {
    const { embeddings, server } = await embed('amazon.titan-embed-text-v2:0', { dimensions: 256 });
    const vectors = [
      [5, 1],
      [5, 1],
    ];
    expect(await embeddings).toEqual({ vectors, servedModel: null, inputTokens: 6 });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]).toMatchObject({
      path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
      headers: { authorization: 'Bearer test-key-1234' },
    });
    const texts = server.requests.map(({ body }) => body);
    expect(texts).toEqual(
      expect.arrayContaining([
        { inputText: 'a dam', dimensions: 256 },
        { inputText: 'river', dimensions: 256 },
      ]),
    );
  });

  it.each([
    [null, 'search_document'],
    ['query', 'search_query'],
  ] as const)('come from Cohere all at once, told that the purpose is %s', async (purpose, input_type) => {
    const { embeddings, server } = await embed('cohere.embed-v4:0', { purpose, dimensions: 1024 });
    expect(await embeddings).toMatchObject({ vectors: [expect.any(Array), expect.any(Array)], inputTokens: 7 });
    const body = { texts: ['a dam', 'river'], input_type, output_dimension: 1024 };
    expect(server.requests.map((request) => request.body)).toEqual([body]);
  });

  it.each([
    [null, 'GENERIC_INDEX'],
    ['query', 'TEXT_RETRIEVAL'],
  ] as const)('come from Nova text by text, told that the purpose is %s', async (purpose, embeddingPurpose) => {
    const { embeddings, server } = await embed('amazon.nova-2-multimodal-embeddings-v1:0', {
      purpose,
      dimensions: 384,
    });
    expect(await embeddings).toMatchObject({ vectors: [expect.any(Array), expect.any(Array)], inputTokens: 8 });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.body).toMatchObject({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: { embeddingPurpose, embeddingDimension: 384, text: { value: expect.any(String) } },
    });
  });

  it('are refused for an unsupported length, before a request is sent', async () => {
    const { embeddings, server } = await embed('amazon.titan-embed-text-v2:0', { dimensions: 300 });
    await expect(embeddings).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('cannot make vectors of 300 numbers: use 256, 512, 1024.'),
    });
    expect(server.requests).toEqual([]);
  });

  it('fail with a typed error', async () => {
    const { embeddings } = await embed('cohere.embed-v4:0', {}, 429);
    await expect(embeddings).rejects.toMatchObject({ kind: 'rate-limit', status: 429 });
  });
});
