import { APICallError, type EmbeddingModelV4, type EmbeddingModelV4CallOptions } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import type { EmbedRequest } from '../contract/embedding.ts';
import { AiSdkAdapter } from './ai-sdk-adapter.ts';

type Embed = (options: EmbeddingModelV4CallOptions) => Promise<Awaited<ReturnType<EmbeddingModelV4['doEmbed']>>>;

/** An adapter with this embedding function. `mostTexts`: the maximum texts per call; null if it is not known. */
function adapterOver(doEmbed: Embed, mostTexts: number | null = 2, supportsParallelCalls = false): AiSdkAdapter {
  const model: EmbeddingModelV4 = {
    specificationVersion: 'v4',
    provider: 'fake',
    modelId: 'fake',
    maxEmbeddingsPerCall: mostTexts ?? undefined,
    supportsParallelCalls: Promise.resolve(supportsParallelCalls),
    doEmbed,
  };
  return new AiSdkAdapter({
    providerId: 'bridged',
    optionsName: 'acme',
    origin: 'https://acme.example',
    connectTimeoutMs: 100,
    secrets: ['topsecret'],
    load: async () => {},
    loadModel: () => Promise.reject(new Error('Only embeddings are asked for.')),
    embeddings: {
      loadModel: async () => model,
      providerOptions: ({ purpose }) => ({ fake: { purpose: purpose ?? 'none' } }),
    },
  });
}

const request = (difference: Partial<EmbedRequest> = {}): EmbedRequest => ({
  model: 'vectors',
  texts: ['a', 'bb', 'ccc'],
  dimensions: null,
  purpose: null,
  ...difference,
});
const lengths = (values: readonly string[]): number[][] => values.map((value) => [value.length]);

async function embed(adapter: AiSdkAdapter, asked = request(), signal = new AbortController().signal) {
  if (adapter.embed === undefined) throw new Error('The adapter has no embed.');
  return adapter.embed(asked, { signal });
}

describe('embedding through the AI SDK', () => {
  it('sends as many texts per call as the model accepts, and adds up the billed tokens', async () => {
    const asked: EmbeddingModelV4CallOptions[] = [];
    const adapter = adapterOver(async (options) => {
      asked.push(options);
      return { embeddings: lengths(options.values), usage: { tokens: 5 }, warnings: [] };
    });
    const embeddings = await embed(adapter, request({ dimensions: 8, purpose: 'query' }));
    expect(embeddings).toEqual({ vectors: [[1], [2], [3]], servedModel: null, inputTokens: 10 });
    expect(asked).toMatchObject([
      { values: ['a', 'bb'], dimensions: 8, providerOptions: { fake: { purpose: 'query' } } },
      { values: ['ccc'], dimensions: 8 },
    ]);
  });

  it('leaves the length to the model if none is requested, and sends all texts if no limit is known', async () => {
    const asked: EmbeddingModelV4CallOptions[] = [];
    const adapter = adapterOver(async (options) => {
      asked.push(options);
      return { embeddings: lengths(options.values), warnings: [] };
    }, null);
    expect((await embed(adapter)).inputTokens).toBeNull();
    expect(asked).toMatchObject([{ values: ['a', 'bb', 'ccc'] }]);
    expect(asked[0]).not.toHaveProperty('dimensions');
  });

  it('reports no tokens if its package reports none', async () => {
    const adapter = adapterOver(async ({ values }) => ({
      embeddings: lengths(values),
      usage: { tokens: Number.NaN },
      warnings: [],
    }));
    expect((await embed(adapter)).inputTokens).toBeNull();
  });

  it('makes several calls at once if the model allows it, and ends the others when one fails', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const adapter = adapterOver(
      ({ values, abortSignal }) => {
        signals.push(abortSignal);
        if (values[0] === 'bb') return Promise.reject(new Error('No.'));
        return new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(abortSignal.reason)));
      },
      1,
      true,
    );
    await expect(embed(adapter)).rejects.toMatchObject({ kind: 'server-error' });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true, true]);
  });

  it('turns a refusal into its typed error, without the key', async () => {
    const adapter = adapterOver(() =>
      Promise.reject(
        new APICallError({
          message: 'slow down, topsecret',
          url: '',
          requestBodyValues: {},
          statusCode: 429,
          responseHeaders: { 'retry-after': '2' },
        }),
      ),
    );
    const failure = await embed(adapter).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'rate-limit', status: 429, retryAfterMs: 2_000, providerId: 'bridged' });
    expect(String(failure)).not.toContain('topsecret');
  });

  it('refuses an answer that lacks a vector', async () => {
    const adapter = adapterOver(async () => ({ embeddings: [[1]], warnings: [] }));
    await expect(embed(adapter)).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('can be aborted at any time, with the reason of the signal', async () => {
    const adapter = adapterOver(
      ({ abortSignal }) =>
        new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(abortSignal.reason))),
    );
    const leaving = new AbortController();
    const asked = embed(adapter, request(), leaving.signal);
    setTimeout(() => leaving.abort(new Error('Left.')), 5);
    await expect(asked).rejects.toThrow('Left.');
    await expect(embed(adapter, request(), AbortSignal.abort(new Error('Gone.')))).rejects.toThrow('Gone.');
  });

  it('is absent if the provider has no embedding model', () => {
    const never = () => Promise.reject(new Error('No.'));
    const options = {
      providerId: 'b',
      optionsName: 'acme',
      origin: '',
      connectTimeoutMs: 1,
      secrets: [],
      load: never,
      loadModel: never,
    };
    expect(new AiSdkAdapter(options).embed).toBeUndefined();
  });
});
