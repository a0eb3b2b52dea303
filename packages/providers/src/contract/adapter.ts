import type { Embeddings, EmbedRequest } from './embedding.ts';
import type { ProviderBatches } from './provider-batches.ts';
import type { ModelRequest } from './request.ts';
import type { StreamEvent } from './stream-event.ts';

/**
 * Calls one provider. `stream` is the only chat call: a whole answer is a collected stream (`collectStream`), so each
 * provider's answer has one parser. An adapter does not retry, choose models, count money or keep timeouts beyond the
 * connection: its caller does.
 */
export interface Adapter {
  /** The provider's id as in the policy: `openai`, `my-vllm`. */
  readonly providerId: string;

  /**
   * Calls the model. Each yielded array holds the events of one network read, and is never empty. Throws (from the
   * iterator) a `ProviderError` for every fault of the provider or the network. When `options.signal` is aborted or the
   * iterator is returned, the upstream socket is closed at once. An abort throws the signal's reason.
   * With the reason `callerLeft`, an adapter that can do so closes its half of the connection at once. It yields the
   * remaining events, for at most `drainOnAbortMs`, and then throws.
   */
  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]>;

  /**
   * The models that the provider lists, by their upstream names. A free check that the provider responds. Empty for a
   * provider without a list.
   */
  listModels(options: CallOptions): Promise<readonly string[]>;

  /**
   * Embeds texts. Absent if the dialect has no such call. Throws a `ProviderError` for every fault of the provider or
   * the network, and the signal's reason.
   */
  embed?(request: EmbedRequest, options: CallOptions): Promise<Embeddings>;

  /** The provider's own batches. Absent if it has none. */
  readonly batches?: ProviderBatches;

  /**
   * The tokens of a prompt, as the provider counts them for free. Absent if it has no such call. Throws as `embed`
   * does.
   */
  countTokens?(request: ModelRequest, options: CallOptions): Promise<number>;

  /** Running requests to a server on the operator's own machines. Absent or 0 elsewhere. */
  readonly underWay?: number;

  /**
   * Loads the requirements of the first call, such as a package. Absent if there is nothing to load. A failure here is
   * not reported; the first call fails with it again.
   */
  warmUp?(): Promise<void>;

  /**
   * Closes idle connections. Running calls end first. With `graceMs`, calls that run longer are cut. Milliseconds,
   * default: no limit.
   */
  close(graceMs?: number): Promise<void>;
}

/** The settings of one call that are not part of the request. */
export type CallOptions = {
  /** Ends the call. */
  signal: AbortSignal;
  /**
   * Called for each read of the connection without an event: a ping, a comment, a part of an event. It shows that the
   * connection lives. Default: not called.
   */
  onAlive?: () => void;
  /**
   * How long the caller waits for the next event. A whole answer on a connection that stays open ends before that.
   * Milliseconds, default: no limit.
   */
  idleMs?: number;
  /** Additional headers of this call, in lower case: `traceparent`. Default: none. */
  headers?: Readonly<Record<string, string>>;
};
