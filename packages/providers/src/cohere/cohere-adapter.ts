import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { embedInBatches } from '../embed/embed-in-batches.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { postForStream, type StreamCall } from '../http/post-for-stream.ts';
import { ServerSentEventReader } from '../http/read-server-sent-events.ts';
import { type JsonCall, requestJson } from '../http/request-json.ts';
import type { Upstream } from '../http/upstream.ts';
import { readList, readObject, readText } from '../json/read-json-value.ts';
import { readEmbeddings, toEmbeddingsBody } from './cohere-embeddings.ts';
import { errorFromFailure } from './cohere-error.ts';
import { CohereAnswer } from './from-cohere-event.ts';
import { toCohereBody } from './to-cohere-body.ts';

/** The most texts that Cohere takes at a time. */
const mostTexts = 96;

/** Speaks Cohere's chat, version 2. The list of models still is version 1. */
export class CohereAdapter implements Adapter {
  readonly #upstream: Upstream;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  get providerId(): string {
    return this.#upstream.providerId;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    return postForStream(this.#upstream, options.signal, () => this.#prepare(request));
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    const context = this.#contextOf(null, false);
    const list = await requestJson(
      this.#upstream,
      { path: '/v1/models?page_size=1000', body: null, toError: (failure) => errorFromFailure(failure, context) },
      options.signal,
    );
    return readList(list.models).flatMap((model) => readText(readObject(model)?.name) ?? []);
  }

  embed(request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const context = this.#contextOf(request.model, false);
    return embedInBatches(this.providerId, request.texts, mostTexts, async (texts) => {
      const call: JsonCall = {
        path: '/v2/embed',
        body: toEmbeddingsBody(request, texts),
        toError: (failure) => errorFromFailure(failure, context),
      };
      return readEmbeddings(await requestJson(this.#upstream, call, options.signal));
    });
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }

  #prepare(request: ModelRequest): StreamCall {
    const context = this.#contextOf(request.model, request.prefill !== null);
    const answer = new CohereAnswer(context, request.model);
    return {
      path: '/v2/chat',
      body: toCohereBody(request),
      reader: new EventAnswerReader(this.providerId, new ServerSentEventReader(), answer),
      toError: (failure) => errorFromFailure(failure, context),
    };
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}
