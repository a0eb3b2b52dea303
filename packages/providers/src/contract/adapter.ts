import type { Embeddings, EmbedRequest } from './embedding.ts';
import type { ModelRequest } from './request.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * Speaks one provider. `stream` is the only way to ask: a whole answer is a collected stream (`collectStream`), so no
 * provider's answer is parsed by two pieces of code.
 *
 * An adapter does not retry, choose, count money or keep time beyond the connection: whoever calls it does.
 */
export interface Adapter {
  /** The provider's id as in the policy: `openai`, `my-vllm`. */
  readonly providerId: string;

  /**
   * Asks the model. Each yielded array is what one network read brought, never empty.
   *
   * Throws (from the iterator) a `ProviderError` for whatever the provider or the network did wrong. When
   * `options.signal` is aborted or the iterator is returned, the upstream socket is closed at once; an abort throws
   * the signal's reason. With the reason `callerLeft`, an adapter that can do so tells the upstream at once that nobody
   * listens, and yields what that sends until it has heard of it, for at most `lastWordsMs`, before it throws.
   */
  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]>;

  /**
   * The models that the provider lists, by their upstream names: a free way to see whether it is there. Empty for a
   * provider that has no list.
   */
  listModels(options: CallOptions): Promise<readonly string[]>;

  /**
   * Turns texts into vectors. Absent where the dialect has no such call.
   *
   * Throws a `ProviderError` for whatever the provider or the network did wrong, and the signal's reason.
   */
  embed?(request: EmbedRequest, options: CallOptions): Promise<Embeddings>;

  /**
   * Loads what the first call would have to wait for, as a package. Absent where there is nothing to load; what fails here
   * fails again, and is told, at the first call.
   */
  warmUp?(): Promise<void>;

  /**
   * Closes idle connections. Calls under way end first; with `graceMs`, those that run longer than that are cut.
   * Milliseconds, default: as long as they take.
   */
  close(graceMs?: number): Promise<void>;
}

/** What belongs to one call and not to the request. */
export type CallOptions = {
  /** Ends the call. */
  signal: AbortSignal;
};
