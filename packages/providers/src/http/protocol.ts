import type { EmbedRequest } from '../contract/embedding.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import type { EmbeddedBatch } from '../embed/embed-in-batches.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { ErrorContext } from './build-provider-error.ts';
import type { StreamCall } from './post-for-stream.ts';
import type { JsonCall } from './request-json.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** All that sets one dialect apart from another over HTTP: how it writes what is asked, and reads what comes back. */
export interface Protocol {
  /** Writes one streamed chat call, with a reader of its own. Throws `ProviderError` for what cannot be asked this way. */
  chat(request: ModelRequest, context: ErrorContext, limits: UpstreamLimits): ChatCall;
  /** Asks for the list of models, by their upstream names. */
  readonly models: Question<readonly string[]>;
  /** Null where the dialect has no such call. */
  readonly embeddings: EmbeddingProtocol | null;
  /** The typed error of a response that is not an answer. */
  toError(failure: UpstreamFailure, context: ErrorContext): ProviderError;
}

/** One streamed call: path, body, its own headers where there are any, and the reader of its answer. */
export type ChatCall = Omit<StreamCall, 'toError'>;

/** A call whose answer is one JSON document, and how that is read. */
export type Question<Answer> = Omit<JsonCall, 'toError' | 'mostBytes'> & {
  read(document: JsonObject): Answer;
  /** What a failure answers, null where it answers nothing and is to be thrown. Default: it is thrown. */
  readFailure?(error: unknown): Answer | null;
};

/** How texts are turned into vectors. */
export interface EmbeddingProtocol {
  /** The most texts that one call takes. */
  readonly mostTexts: number;
  /** Asks for the vectors of some of the request's texts. */
  ask(request: EmbedRequest, texts: readonly string[]): Question<EmbeddedBatch>;
}
