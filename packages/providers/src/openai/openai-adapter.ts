import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import { isModelNotFoundError } from '../contract/errors/model-not-found-error.ts';
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
import type { OpenAiDialect } from './dialect.ts';
import { OpenAiAnswer } from './from-openai-event.ts';
import { readEmbeddings, toEmbeddingsBody } from './openai-embeddings.ts';
import { errorFromFailure } from './openai-error.ts';
import { toOpenAiBody } from './to-openai-body.ts';

/** The most texts that OpenAI takes at a time. */
const mostTexts = 2048;

/** Speaks OpenAI's chat completions, and with the right dialect whatever is modelled on them. */
export class OpenAiAdapter implements Adapter {
  readonly #upstream: Upstream;
  readonly #dialect: OpenAiDialect;

  constructor(upstream: Upstream, dialect: OpenAiDialect) {
    this.#upstream = upstream;
    this.#dialect = dialect;
  }

  get providerId(): string {
    return this.#upstream.providerId;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    return postForStream(this.#upstream, options.signal, () => this.#prepare(request));
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    const context = this.#contextOf(null, false);
    const call: JsonCall = {
      path: this.#dialect.modelsPath,
      body: null,
      toError: (failure) => errorFromFailure(failure, context),
    };
    try {
      const list = await requestJson(this.#upstream, call, options.signal);
      return readList(list.data).flatMap((model) => readText(readObject(model)?.id) ?? []);
    } catch (error) {
      if (!this.#dialect.listsModels && isModelNotFoundError(error)) return [];
      throw error;
    }
  }

  embed(request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const context = this.#contextOf(request.model, false);
    return embedInBatches(this.providerId, request.texts, mostTexts, async (texts) => {
      const call: JsonCall = {
        path: this.#dialect.embeddingsPath(request.model),
        body: toEmbeddingsBody(request, texts, this.#dialect),
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
    const answer = new OpenAiAnswer(context, this.#dialect.repeatsPrefill ? request.prefill : null);
    return {
      path: this.#dialect.chatPath(request),
      body: toOpenAiBody(request, this.#dialect, this.providerId),
      reader: new EventAnswerReader(this.providerId, new ServerSentEventReader(), answer),
      toError: (failure) => errorFromFailure(failure, context),
    };
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}
