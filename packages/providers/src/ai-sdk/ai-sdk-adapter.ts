import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { type AiSdkErrorContext, toProviderError } from './ai-sdk-error.ts';
import { AiSdkAnswer } from './from-stream-part.ts';
import { type ModelCall, streamOfModel } from './stream-of-model.ts';
import { toCallOptions } from './to-call-options.ts';

/** What makes an adapter of a package of the AI SDK. */
export type AiSdkAdapterOptions = {
  providerId: string;
  /** Gives the model of a name. The package may be loaded here, at the first call. */
  loadModel: (name: string) => Promise<LanguageModelV4>;
  /** For sentences about the network. */
  origin: string;
  connectTimeoutMs: number;
  /** Struck out of whatever the provider says. */
  secrets: readonly string[];
  /** Reads a refusal as its provider writes it. Default: status and sentence decide. */
  readFailure?: (failure: UpstreamFailure, context: ErrorContext) => ProviderError;
  /** Lists the provider's models. Default: none, since the AI SDK knows no list. */
  listModels?: (signal: AbortSignal) => Promise<readonly string[]>;
  /** Closes connections. */
  close?: () => Promise<void>;
};

/** Makes an adapter of any `LanguageModelV4` of the AI SDK: for providers whose protocol is not worth one of its own. */
export class AiSdkAdapter implements Adapter {
  readonly #options: AiSdkAdapterOptions;

  constructor(options: AiSdkAdapterOptions) {
    this.#options = options;
  }

  get providerId(): string {
    return this.#options.providerId;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    return streamOfModel(options.signal, () => this.#prepare(request));
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    options.signal.throwIfAborted();
    return (await this.#options.listModels?.(options.signal)) ?? [];
  }

  async close(): Promise<void> {
    await this.#options.close?.();
  }

  #prepare(request: ModelRequest): ModelCall {
    let hasBegun = false;
    const context = this.#contextOf(request, () => hasBegun);
    return {
      answer: new AiSdkAnswer(context),
      open: async (signal) => {
        const model = await this.#options.loadModel(request.model);
        const { stream } = await model.doStream(toCallOptions(request, signal));
        hasBegun = true;
        return stream;
      },
      toError: (error) => toProviderError(error, context),
    };
  }

  #contextOf(request: ModelRequest, hasBegun: () => boolean): AiSdkErrorContext {
    const { providerId, secrets, origin, connectTimeoutMs, readFailure } = this.#options;
    return {
      providerId,
      secrets,
      model: request.model,
      hasPrefill: request.prefill !== null,
      hasBegun,
      network: { providerId, origin, connectTimeoutMs },
      readFailure: readFailure ?? null,
    };
  }
}
