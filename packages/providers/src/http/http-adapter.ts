import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import { ProtocolError } from '../contract/errors/protocol-error.ts';
import type { ProviderBatches } from '../contract/provider-batches.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { modelListBytes } from '../contract/upstream-limits.ts';
import { checkLengths, embedInBatches, textsWithin } from '../embed/embed-in-batches.ts';
import { CallWriter } from '../forms/call-writer.ts';
import { unstreamed } from '../forms/form.ts';
import { FormMemory } from '../forms/form-memory.ts';
import { shortenToolNames } from '../messages/tool-names.ts';
import type { BatchProtocol } from './batch-protocol.ts';
import type { ErrorContext } from './build-provider-error.ts';
import { errorFromForeignResponse } from './error-from-foreign-response.ts';
import { HttpBatches } from './http-batches.ts';
import { postForStream } from './post-for-stream.ts';
import type { EmbeddingProtocol, JsonQuery, Protocol } from './protocol.ts';
import { requestJson } from './request-json.ts';
import type { StreamCall } from './stream-call.ts';
import { ThoughtsReader } from './thoughts-reader.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** Calls an upstream by a protocol. */
export class HttpAdapter implements Adapter {
  readonly embed?: NonNullable<Adapter['embed']>;
  readonly countTokens?: NonNullable<Adapter['countTokens']>;
  readonly batches?: ProviderBatches;
  readonly #upstream: Upstream;
  readonly #protocol: Protocol;
  readonly #forms: FormMemory;

  constructor(upstream: Upstream, protocol: Protocol) {
    this.#upstream = upstream;
    this.#protocol = protocol;
    this.#forms = new FormMemory(upstream.statedForms);
    if (protocol.countTokens !== undefined)
      this.countTokens = (request, options) => this.#countTokens(request, options);
    const { embeddings, batches } = protocol;
    if (batches !== undefined) this.batches = this.#openBatches(batches);
    if (embeddings !== null) this.embed = (request, options) => this.#embed(embeddings, request, options);
  }

  get providerId(): string {
    return this.#upstream.providerId;
  }

  get underWay(): number {
    return this.#upstream.turns?.underWay ?? 0;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    const names = shortenToolNames(request, this.#protocol.longestToolName);
    if (names === null) return this.#stream(request, options);
    return names.restore(this.#stream(names.request, options));
  }

  #stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    /** Only if the usual form is not accepted. */
    let writer: CallWriter | null = null;
    const prepare = (): StreamCall => {
      if (this.#forms.of(request.model).length === 0) return this.#prepare(request);
      writer = this.#writerFor(request);
      return writer.first();
    };
    const prepareAgain = (failure: UpstreamFailure): StreamCall | null => {
      writer ??= this.#writerFor(request);
      return writer.weaker(failure);
    };
    return postForStream(this.#upstream, options, prepare, prepareAgain);
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    const mostBytes = Math.min(modelListBytes, this.#upstream.limits.answerBytes);
    const context = this.#contextOf(null, false);
    const names = await this.#query(this.#protocol.models, context, mostBytes, options);
    if (names !== null) return names;
    const { providerId } = this;
    throw new ProtocolError({
      providerId,
      message: `${providerId} answered with something that is not a list of models.`,
    });
  }

  async #countTokens(request: ModelRequest, options: CallOptions): Promise<number> {
    const { providerId } = this;
    const asked = shortenToolNames(request, this.#protocol.longestToolName)?.request ?? request;
    const query = this.#protocol.countTokens?.(asked, providerId);
    const context = this.#contextOf(request.model, false);
    const tokens = query === undefined ? null : await this.#query(query, context, modelListBytes, options);
    if (tokens !== null) return tokens;
    throw new ProtocolError({
      providerId,
      message: `${providerId} answered with something that is not a token count.`,
    });
  }

  close(graceMs?: number): Promise<void> {
    return this.#upstream.close(graceMs);
  }

  /** A row is the usual call in the forms that its model accepts. Its answer is one document. */
  #openBatches(batches: BatchProtocol): ProviderBatches {
    return new HttpBatches(this.#upstream, {
      protocol: batches,
      longestToolName: this.#protocol.longestToolName,
      prepare: (request) => {
        const memory = new FormMemory([...this.#forms.of(request.model), unstreamed]);
        return this.#writerFor(request, memory).first();
      },
      toError: this.#toError(this.#contextOf(null, false)),
    });
  }

  #writerFor(request: ModelRequest, memory = this.#forms): CallWriter {
    return new CallWriter({
      providerId: this.providerId,
      request,
      write: () => this.#prepare(request),
      forms: this.#protocol.forms,
      memory,
    });
  }

  #prepare(request: ModelRequest): StreamCall {
    const context = this.#contextOf(request.model, request.prefill !== null);
    const toError = this.#toError(context);
    const call = this.#protocol.chat(request, context, this.#upstream.limits);
    return { ...call, reader: new ThoughtsReader(call.reader, request), toError };
  }

  async #embed(embeddings: EmbeddingProtocol, request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const context = this.#contextOf(request.model, false);
    const { answerBytes } = this.#upstream.limits;
    const mostTexts = Math.min(embeddings.mostTexts, textsWithin(answerBytes, request.dimensions));
    const embedded = await embedInBatches(this.providerId, request.texts, mostTexts, (texts) =>
      this.#query(embeddings.query(request, texts), context, answerBytes, options),
    );
    if (request.dimensions !== null) checkLengths(this.providerId, embedded.vectors, request.dimensions);
    return embedded;
  }

  async #query<Answer>(
    query: JsonQuery<Answer>,
    context: ErrorContext,
    mostBytes: number,
    { signal, headers }: CallOptions,
  ): Promise<Answer> {
    const { read, readFailure, ...rest } = query;
    const call = headers === undefined ? rest : { ...rest, headers: { ...rest.headers, ...headers } };
    const toError = this.#toError(context);
    try {
      return read(await requestJson(this.#upstream, { ...call, mostBytes, toError }, signal));
    } catch (error) {
      const answer = readFailure?.(error) ?? null;
      if (answer === null) throw error;
      return answer;
    }
  }

  #toError(context: ErrorContext): StreamCall['toError'] {
    return (failure) => errorFromForeignResponse(failure, context) ?? this.#protocol.toError(failure, context);
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}
