import {
  type Adapter,
  type CallOptions,
  createProviderError,
  type Embeddings,
  type Message,
  type ModelRequest,
  noTokens,
  type StreamEvent,
} from '@penstock/providers';
import { countInputTokens } from '@penstock/router';

/** What is asked of a model for one call for vectors, and what came of it. */
type Slip = { dimensions: number | null; purpose: 'query' | 'document' | null; embeddings: Embeddings | null };

/**
 * Lets the executor carry out calls for vectors as it carries out generations: it sees adapters whose stream is an
 * embedding, with a start, a finish and nothing in between. The vectors are left here, by the call's messages.
 */
export class EmbeddingDesk {
  private readonly slips = new WeakMap<readonly Message[], Slip>();
  private readonly adapters = new WeakMap<Adapter, Adapter>();

  /** Opens a call; `messages` name it from now on. */
  open(messages: readonly Message[], wishes: Omit<Slip, 'embeddings'>): void {
    this.slips.set(messages, { ...wishes, embeddings: null });
  }

  /** The vectors of the call, null when none came. */
  take(messages: readonly Message[]): Embeddings['vectors'] | null {
    return this.slips.get(messages)?.embeddings?.vectors ?? null;
  }

  /** The adapter as the executor is to see it. */
  adapterOf(adapter: Adapter): Adapter {
    const known = this.adapters.get(adapter);
    if (known !== undefined) return known;
    const embedding: Adapter = {
      providerId: adapter.providerId,
      stream: (request, options) => this.embed(adapter, request, options),
      listModels: (options) => adapter.listModels(options),
      close: (graceMs) => adapter.close(graceMs),
    };
    this.adapters.set(adapter, embedding);
    return embedding;
  }

  private async *embed(
    adapter: Adapter,
    request: ModelRequest,
    options: CallOptions,
  ): AsyncGenerator<readonly StreamEvent[]> {
    const { model, messages } = request;
    const slip = this.slips.get(messages);
    if (slip === undefined) throw new Error('A call for vectors was not opened.');
    if (adapter.embed === undefined) {
      const { providerId } = adapter;
      throw createProviderError('bad-request', { providerId, message: `${providerId} has no call for embeddings.` });
    }
    const { dimensions, purpose } = slip;
    const embeddings = await adapter.embed({ model, texts: textsOf(messages), dimensions, purpose }, options);
    slip.embeddings = embeddings;
    const inputTokens = embeddings.inputTokens ?? countInputTokens(request, { name: model });
    yield [
      { type: 'start', responseId: null, servedModel: embeddings.servedModel },
      {
        type: 'finish',
        reason: 'stop',
        rawReason: null,
        usage: { ...noTokens, inputTokens },
        rawUsage: null,
        skippedEvents: 0,
      },
    ];
  }
}

/** The texts as messages, in which form they are counted, recorded and carried to the adapter. */
export function messagesOf(texts: readonly string[]): readonly Message[] {
  return [{ role: 'user', parts: texts.map((text) => ({ type: 'text', text })) }];
}

function textsOf(messages: readonly Message[]): readonly string[] {
  return messages.flatMap((message) =>
    message.role === 'user' ? message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  );
}
