import {
  type Adapter,
  type CallOptions,
  createProviderError,
  type Embeddings,
  type EmbedRequest,
  noTokens,
  type StreamEvent,
} from '@penstock/providers';
import type { ModelCall } from './model-call.ts';

/** The vectors of an embedding, in the order of its texts. */
export type VectorsEvent = { type: 'vectors'; vectors: Embeddings['vectors'] };

/** An event of an upstream, for any call. */
export type UpstreamEvent = StreamEvent | VectorsEvent;

/** Calls a model: a chat by the adapter's `stream`, an embedding by its `embed`, whose response is one batch. */
export function callModel(
  adapter: Adapter,
  { type, request, headers }: ModelCall,
  given: CallOptions,
): AsyncIterable<readonly UpstreamEvent[], undefined> {
  const options = headers === undefined ? given : { ...given, headers };
  return type === 'chat' ? adapter.stream(request, options) : embed(adapter, request, options);
}

async function* embed(
  adapter: Adapter,
  request: EmbedRequest,
  options: CallOptions,
): AsyncGenerator<readonly UpstreamEvent[], undefined> {
  if (adapter.embed === undefined) {
    const { providerId } = adapter;
    throw createProviderError('bad-request', { providerId, message: `${providerId} does not support embeddings.` });
  }
  const { vectors, servedModel, inputTokens } = await adapter.embed(request, options);
  yield [
    { type: 'start', responseId: null, servedModel },
    { type: 'vectors', vectors },
    {
      type: 'finish',
      reason: 'stop',
      rawReason: null,
      usage: inputTokens === null ? null : { ...noTokens, inputTokens },
      rawUsage: null,
      skippedEvents: 0,
    },
  ];
}
