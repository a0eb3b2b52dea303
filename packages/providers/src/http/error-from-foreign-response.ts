import type { ProviderError } from '../contract/errors/provider-error.ts';
import { buildProviderError, type ErrorContext } from './build-provider-error.ts';
import { isReadableCoding } from './decode-body.ts';
import { kindFromStatus } from './error-from-status.ts';
import { headerText, type ResponseHeaders, retryAfterMs } from './retry-after.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

/**
 * The error of a response in a format that no provider uses: a redirect, a compressed body, or a web page. Another
 * address or a proxy sent it. Null for any other response, which the dialect reads.
 */
export function errorFromForeignResponse(failure: UpstreamFailure, context: ErrorContext): ProviderError | null {
  const { status, headers } = failure;
  const message = describe(failure);
  if (message === null) return null;
  const kind = kindFromStatus(status);
  const waitMs = retryAfterMs(headers, Date.now());
  return buildProviderError({ kind, status, message, rawCode: null, retryAfterMs: waitMs }, context);
}

/** The compression of a body, as `gzip`. Null for an uncompressed body, as requested. */
function compressionOf(headers: ResponseHeaders): string | null {
  const coding = headerText(headers, 'content-encoding');
  return coding === null || coding === '' || coding.toLowerCase() === 'identity' ? null : coding;
}

function describe({ status, headers, body }: UpstreamFailure): string | null {
  if (status >= 300 && status < 400) {
    const target = headerText(headers, 'location');
    return `it redirects to ${target ?? 'another address'}, so the base address is probably wrong.`;
  }
  const compression = compressionOf(headers);
  if (compression !== null && !isReadableCoding(headers))
    return `the answer is compressed (${compression}), which cannot be read.`;
  if (!/^\s*</.test(body)) return null;
  const title = /<title[^>]{0,200}>([^<]{0,500})<\/title>/i.exec(body)?.[1]?.replace(/\s+/g, ' ').trim();
  const page = title ? `an HTML page ('${title}') came back` : 'an HTML page came back';
  const isAddressWrong = status < 400 || status === 404 || status === 405;
  return isAddressWrong
    ? `${page}, so the base address is probably wrong.`
    : `${page}, probably from a proxy in between.`;
}
