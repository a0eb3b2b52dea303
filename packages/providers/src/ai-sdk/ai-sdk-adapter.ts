import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { Embeddings, EmbedRequest } from '../contract/embedding.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { FormMemory } from '../forms/form-memory.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { shortenToolNames } from '../messages/tool-names.ts';
import { TaggedThoughts } from '../stream/tagged-thoughts.ts';
import { type AiSdkErrorContext, toProviderError } from './ai-sdk-error.ts';
import { type AiSdkEmbeddings, embedWithModel } from './embed-with-model.ts';
import { AiSdkAnswer } from './from-stream-part.ts';
import { openInForms } from './open-in-forms.ts';
import { type ModelCall, streamOfModel } from './stream-of-model.ts';
import { toCallOptions } from './to-call-options.ts';
import { watchCall } from './watched-calls.ts';

/** The parts of an adapter for a package of the AI SDK. */
export type AiSdkAdapterOptions = {
  providerId: string;
  /** The package's own name for its options and metadata: `googleVertex`. */
  optionsName: string;
  /** Returns the model with a name. The package may be loaded here, at the first call. */
  loadModel: (name: string) => Promise<LanguageModelV4>;
  /** Embeds texts. Default: none, and the adapter has no `embed`. */
  embeddings?: AiSdkEmbeddings;
  /** The address, for messages about the network. */
  origin: string;
  connectTimeoutMs: number;
  /** Whether a model accepts Bedrock's `cachePoint`. Default: no model does. */
  takesCachePoints?: (model: string) => boolean;
  /** Forms of every call that the operator sets. Default: none. */
  statedForms?: readonly string[];
  /** Secrets to redact from everything that the provider sends. */
  secrets: readonly string[];
  /** Reads a refusal in the provider's own format. Default: status and message decide. */
  readFailure?: (failure: UpstreamFailure, context: ErrorContext) => ProviderError;
  /** Lists the provider's models. Default: none, because the AI SDK has no such list. */
  listModels?: (signal: AbortSignal) => Promise<readonly string[]>;
  /** Loads the package before the first call. */
  load: () => Promise<unknown>;
  /** Closes connections. */
  close?: (graceMs?: number) => Promise<void>;
};

/** The maximum length of a tool's name that every package accepts. Characters. */
const longestToolName = 64;

/**
 * Makes an adapter from any `LanguageModelV4` of the AI SDK, and from its `EmbeddingModelV4` if there is one. For
 * providers whose protocol does not justify a dialect.
 */
export class AiSdkAdapter implements Adapter {
  readonly embed?: NonNullable<Adapter['embed']>;
  readonly #options: AiSdkAdapterOptions;
  readonly #forms: FormMemory;

  constructor(options: AiSdkAdapterOptions) {
    this.#options = options;
    this.#forms = new FormMemory(options.statedForms);
    const { embeddings } = options;
    if (embeddings !== undefined) this.embed = (request, options) => this.#embed(embeddings, request, options);
  }

  get providerId(): string {
    return this.#options.providerId;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    const names = shortenToolNames(request, longestToolName);
    const answer = streamOfModel(options.signal, () => this.#prepare(names?.request ?? request, options));
    return names === null ? answer : names.restore(answer);
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    options.signal.throwIfAborted();
    return (await this.#options.listModels?.(options.signal)) ?? [];
  }

  async warmUp(): Promise<void> {
    await this.#options.load();
  }

  async close(graceMs?: number): Promise<void> {
    await this.#options.close?.(graceMs);
  }

  #prepare(request: ModelRequest, { onAlive, headers }: CallOptions): ModelCall {
    let hasBegun = false;
    const { providerId, optionsName } = this.#options;
    const context = this.#contextOf(request.model, request.prefill !== null, () => hasBegun);
    const answer = new AiSdkAnswer(context);
    return {
      answer,
      thoughts: new TaggedThoughts(request),
      open: async (signal) => {
        watchCall(signal, { context, onAlive, onFailure: (error) => answer.failsWith(error) });
        const model = await this.#options.loadModel(request.model);
        const takesCachePoints = this.#options.takesCachePoints?.(request.model) ?? false;
        const recipient = { providerId, optionsName, takesCachePoints };
        const { options, warnings } = toCallOptions(request, signal, recipient);
        const facts = { providerId, request, memory: this.#forms, onAlive };
        const opened = await openInForms(model, headers === undefined ? options : { ...options, headers }, facts);
        answer.warn([...warnings, ...opened.warnings]);
        hasBegun = true;
        return opened.stream;
      },
      toError: (error) => toProviderError(error, context),
    };
  }

  async #embed(embeddings: AiSdkEmbeddings, request: EmbedRequest, options: CallOptions): Promise<Embeddings> {
    const { signal, headers } = options;
    try {
      return await embedWithModel(this.providerId, embeddings, request, signal, headers);
    } catch (error) {
      throw signal.aborted
        ? signal.reason
        : toProviderError(
            error,
            this.#contextOf(request.model, false, () => false),
          );
    }
  }

  #contextOf(model: string, hasPrefill: boolean, hasBegun: () => boolean): AiSdkErrorContext {
    const { providerId, secrets, origin, connectTimeoutMs, readFailure } = this.#options;
    return {
      providerId,
      secrets,
      model,
      hasPrefill,
      hasBegun,
      network: { providerId, origin, connectTimeoutMs },
      readFailure: readFailure ?? null,
    };
  }
}
