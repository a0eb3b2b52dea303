import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { embedInBatches } from '../embed/embed-in-batches.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { postForStream, type StreamCall } from '../http/post-for-stream.ts';
import { JsonLineReader } from '../http/read-json-lines.ts';
import { type JsonCall, requestJson } from '../http/request-json.ts';
import type { Upstream } from '../http/upstream.ts';
import { readList, readObject, readText } from '../json/read-json-value.ts';
import { OllamaAnswer } from './from-ollama-line.ts';
import { readEmbeddings, toEmbeddingsBody } from './ollama-embeddings.ts';
import { errorFromFailure } from './ollama-error.ts';
import { toOllamaBody } from './to-ollama-body.ts';

/** Ollama sets no limit; smaller bites keep other requests moving. */
const mostTexts = 512;

/** Speaks Ollama's own protocol, JSON by lines. */
export class OllamaAdapter implements Adapter {
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

  /** The models that were pulled. */
  async listModels(options: CallOptions): Promise<readonly string[]> {
    const context = this.#contextOf(null, false);
    const list = await requestJson(
      this.#upstream,
      { path: '/api/tags', body: null, toError: (failure) => errorFromFailure(failure, context) },
      options.signal,
    );
    return readList(list.models).flatMap((model) => readText(readObject(model)?.name) ?? []);
  }

  embed(request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const context = this.#contextOf(request.model, false);
    return embedInBatches(this.providerId, request.texts, mostTexts, async (texts) => {
      const call: JsonCall = {
        path: '/api/embed',
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
    return {
      path: '/api/chat',
      body: toOllamaBody(request, this.providerId),
      reader: new EventAnswerReader(this.providerId, new JsonLineReader(), new OllamaAnswer(context)),
      toError: (failure) => errorFromFailure(failure, context),
    };
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}
