import { describe, expect, it } from 'vitest';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import { isModelNotFoundError } from '../contract/errors/model-not-found-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { readList } from '../json/read-json-value.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type LocalUpstream, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import type { AnswerReader } from './answer-reader.ts';
import { buildProviderError } from './build-provider-error.ts';
import { kindFromStatus } from './error-from-status.ts';
import { HttpAdapter } from './http-adapter.ts';
import { openUpstream } from './open-upstream.ts';
import type { Protocol } from './protocol.ts';

const opened = closeAfterEach();

const options = { signal: new AbortController().signal };

/** Reads every byte as text. */
class PlainReader implements AnswerReader {
  readonly progress = 'open';
  readonly unread = null;
  read(chunk: Buffer, into: StreamEvent[]): void {
    into.push({ type: 'text-delta', text: chunk.toString('utf8') });
  }
  end(): void {}
}

/** A made-up protocol that returns the received request. */
const plain: Protocol = {
  chat: (request) => ({
    path: `/chat/${request.model}`,
    body: { asked: request.messages.length },
    headers: { 'x-beta': 'on' },
    reader: new PlainReader(),
  }),
  models: { path: '/models', body: null, read: (list) => readList(list.data).map(String) },
  embeddings: {
    mostTexts: 2,
    query: (request, texts) => ({
      path: `/embed/${request.model}`,
      body: { texts },
      read: (answer) => ({ vectors: readList(answer.data), servedModel: null, inputTokens: texts.length }),
    }),
  },
  forms: [],
  longestToolName: 64,
  toError: (failure, context) =>
    buildProviderError(
      {
        kind: kindFromStatus(failure.status),
        status: failure.status,
        message: `${failure.body}, ${context.hasPrefill ? 'with' : 'without'} prefill`,
        rawCode: null,
        retryAfterMs: null,
      },
      context,
    ),
};

async function open(
  respond: Parameters<typeof startLocalUpstream>[0],
  difference: Partial<Protocol> = {},
): Promise<{ adapter: HttpAdapter; server: LocalUpstream }> {
  const server = await startLocalUpstream(respond);
  const upstream = openUpstream(providerSettings({ baseUrl: server.url }), {
    baseUrl: null,
    headers: { 'x-all': '1' },
  });
  const adapter = new HttpAdapter(upstream, { ...plain, ...difference });
  opened.push(adapter, server);
  return { adapter, server };
}

const refuse: Parameters<typeof startLocalUpstream>[0] = (_, response) => response.writeHead(404).end('test-key-1234');

describe('an adapter over HTTP', () => {
  it('posts the call as the protocol writes it, and reads the answer with its reader', async () => {
    const { adapter, server } = await open((_, response) => response.writeHead(200).end('Hi'));
    const batches = await Array.fromAsync(adapter.stream(modelRequest(), options));
    expect(batches).toEqual([[{ type: 'text-delta', text: 'Hi' }]]);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/chat/test-model',
      headers: { 'x-all': '1', 'x-beta': 'on' },
      body: { asked: 1 },
    });
  });

  it('lets the protocol name an error, and passes it model, prefill and secrets', async () => {
    const { adapter } = await open(refuse);
    const read = (prefill: string | null): Promise<unknown> =>
      Array.fromAsync(adapter.stream(modelRequest({ prefill }), options));
    await expect(read('Once')).rejects.toThrow(/^test-provider answered for 'test-model' .*: [^1]*, with prefill$/);
    await expect(read(null)).rejects.toMatchObject({ status: 404, message: expect.stringMatching(/without prefill$/) });
  });

  it('passes the error of a request that the protocol cannot write to the reader', async () => {
    const refusal = new BadRequestError({ providerId: 'test-provider', message: 'No.' });
    const { adapter, server } = await open(refuse, {
      chat: () => {
        throw refusal;
      },
    });
    const stream = adapter.stream(modelRequest(), options);
    await expect(Array.fromAsync(stream)).rejects.toBe(refusal);
    expect(server.requests).toEqual([]);
  });

  it('lists models', async () => {
    const { adapter, server } = await open((_, response) => response.end('["a","b"]'));
    expect(await adapter.listModels(options)).toEqual(['a', 'b']);
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/models', body: null });
  });

  it('treats a failure as an answer only if the protocol does', async () => {
    const models: Protocol['models'] = {
      ...plain.models,
      readFailure: (error) => (isModelNotFoundError(error) ? ['none'] : null),
    };
    expect(await (await open(refuse, { models })).adapter.listModels(options)).toEqual(['none']);
    const broken = await open((_, response) => response.writeHead(500).end(), { models });
    await expect(broken.adapter.listModels(options)).rejects.toMatchObject({ kind: 'server-error' });
    const strict = await open(refuse);
    await expect(strict.adapter.listModels(options)).rejects.toMatchObject({ kind: 'model-not-found' });
  });

  it('embeds as many texts at a time as the protocol accepts', async () => {
    const { adapter, server } = await open((request, response) => {
      const { texts } = request.body as { texts: string[] };
      response.end(JSON.stringify(texts.map((text) => [text.length])));
    });
    const request = { model: 'e', texts: ['a', 'bb', 'ccc'], dimensions: null, purpose: null };
    expect(await adapter.embed?.(request, options)).toEqual({
      vectors: [[1], [2], [3]],
      servedModel: null,
      inputTokens: 3,
    });
    expect(server.requests).toMatchObject([
      { path: '/embed/e', body: { texts: ['a', 'bb'] } },
      { path: '/embed/e', body: { texts: ['ccc'] } },
    ]);
  });

  it('has no embeddings if the protocol has none', async () => {
    expect((await open(refuse, { embeddings: null })).adapter.embed).toBeUndefined();
  });
});
