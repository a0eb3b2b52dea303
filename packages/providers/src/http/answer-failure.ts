import { isStreamCutError } from '../contract/errors/stream-cut-error.ts';
import { failureBytes } from '../contract/upstream-limits.ts';
import { asProviderError } from './as-provider-error.ts';
import type { ResponseHeaders } from './retry-after.ts';
import type { StreamCall } from './stream-call.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/** What stands in place of an answer, as a document or a text; null where the answer has begun. */
export function failureInPlaceOf(
  unread: string | null,
  status: number,
  headers: ResponseHeaders,
): UpstreamFailure | null {
  if (unread === null || unread === '') return null;
  return { status, headers, body: unread.slice(0, failureBytes) };
}

/** The error of an answer that cannot be read on. A document or a text in its place is read as a failure. */
export function errorOfAnswer(
  error: unknown,
  failure: UpstreamFailure | null,
  { call, providerId }: { call: StreamCall | null; providerId: string },
): unknown {
  if (!isStreamCutError(error) || failure === null || call === null) return asProviderError(error, providerId);
  return call.toError(failure);
}
