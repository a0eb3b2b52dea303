import type { EmbedRequest } from '../contract/embedding.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import type { Form } from '../forms/form.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { BatchProtocol } from './batch-protocol.ts';
import type { ErrorContext } from './build-provider-error.ts';
import type { JsonCall } from './request-json.ts';
import type { StreamCall } from './stream-call.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** The differences of one dialect from others over HTTP: how it writes requests, and reads responses. */
export interface Protocol {
  /**
   * Writes one streamed chat call, with its own reader. Throws `ProviderError` for a request that the protocol cannot
   * express.
   */
  chat(request: ModelRequest, context: ErrorContext, limits: UpstreamLimits): ChatCall;
  /**
   * Requests the list of models, by their upstream names. Its reader returns null for a document that is not a list of
   * models.
   */
  readonly models: JsonQuery<readonly string[] | null>;
  /** Null if the dialect has no such call. */
  readonly embeddings: EmbeddingProtocol | null;
  /**
   * Requests the number of tokens of a prompt. Its reader returns null for a document that is not a count. Absent if
   * there is no such call.
   */
  countTokens?(request: ModelRequest, providerId: string): JsonQuery<number | null>;
  /** The provider's own batches. Absent if it has none. */
  readonly batches?: BatchProtocol;
  /** Weaker forms of a chat call, for servers that refuse a member of it. In the order in which they apply. */
  readonly forms: readonly Form[];
  /** The maximum length of a tool's name. Longer names are shortened in calls and restored in answers. Characters. */
  readonly longestToolName: number;
  /** The typed error of a response that is not an answer. */
  toError(failure: UpstreamFailure, context: ErrorContext): ProviderError;
}

/** One streamed call: path, body, its own headers if any, and the reader of its answer. */
export type ChatCall = Omit<StreamCall, 'toError'>;

/** A call whose answer is one JSON document, and its reader. */
export type JsonQuery<Answer> = Omit<JsonCall, 'toError' | 'mostBytes'> & {
  read(document: JsonObject): Answer;
  /** Turns a failure into an answer. Null to throw the failure. Default: it is thrown. */
  readFailure?(error: unknown): Answer | null;
};

/** How a dialect embeds texts. */
export interface EmbeddingProtocol {
  /** The maximum number of texts per call. */
  readonly mostTexts: number;
  /** Writes the call for the vectors of some of the request's texts. */
  query(request: EmbedRequest, texts: readonly string[]): JsonQuery<EmbeddedBatch>;
}
