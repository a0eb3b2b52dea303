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
import { GoogleAnswer } from './from-google-event.ts';
import { readEmbeddings, toEmbeddingsBody } from './google-embeddings.ts';
import { errorFromFailure } from './google-error.ts';
import { SignatureMemory } from './signature-memory.ts';
import { toGoogleBody } from './to-google-body.ts';

/** The most texts that Google takes at a time. */
const mostTexts = 100;

/** Speaks Google's Gemini API. */
export class GoogleAdapter implements Adapter {
  readonly #upstream: Upstream;
  readonly #signatures = new SignatureMemory();

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
      { path: '/models?pageSize=1000', body: null, toError: (failure) => errorFromFailure(failure, context) },
      options.signal,
    );
    return readList(list.models).flatMap((model) => readText(readObject(model)?.name)?.replace(/^models\//, '') ?? []);
  }

  embed(request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const context = this.#contextOf(request.model, false);
    return embedInBatches(this.providerId, request.texts, mostTexts, async (texts) => {
      const call: JsonCall = {
        path: `/${modelPath(request.model)}:batchEmbedContents`,
        body: toEmbeddingsBody(request, texts, modelPath(request.model)),
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
    const answer = new GoogleAnswer(context, (callId, signature) => this.#signatures.remember(callId, signature));
    return {
      path: `/${modelPath(request.model)}:streamGenerateContent?alt=sse`,
      body: toGoogleBody(request, (callId) => this.#signatures.recall(callId, request.model)),
      reader: new EventAnswerReader(this.providerId, new ServerSentEventReader(), answer),
      toError: (failure) => errorFromFailure(failure, context),
    };
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}

/** `gemini-x` lies under `models/`; a tuned model brings its own folder: `tunedModels/mine`. */
export function modelPath(model: string): string {
  return model.includes('/')
    ? model.split('/').map(encodeURIComponent).join('/')
    : `models/${encodeURIComponent(model)}`;
}
