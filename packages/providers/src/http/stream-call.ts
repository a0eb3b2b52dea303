import type { ProviderError } from '../contract/errors/provider-error.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { UpstreamRequest } from './upstream.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** One streamed call, prepared by a dialect. */
export type StreamCall = {
  path: string;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Lists by the name of their header. They are joined with the operator's own. */
  lists?: Readonly<Record<string, readonly string[]>>;
  reader: AnswerReader;
  /** Whether the answer comes as one document. Until then an open connection is the only sign of life. Default: no. */
  isWhole?: boolean;
  toError(failure: UpstreamFailure): ProviderError;
};

/** The same call in another form, after a failure. Null if there is none, and the failure is final. */
export type PrepareAgain = (failure: UpstreamFailure) => StreamCall | null;

/** The request of a call. `headers`: from the caller's options; they override the call's own. */
export function toUpstreamRequest(
  call: StreamCall,
  headers: Readonly<Record<string, string>> | undefined,
): UpstreamRequest {
  const { path, body, lists } = call;
  return {
    method: 'POST',
    path,
    body: JSON.stringify(body),
    headers: headers === undefined ? (call.headers ?? {}) : { ...call.headers, ...headers },
    lists: lists ?? {},
  };
}
