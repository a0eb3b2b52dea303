import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** Version, trace, parent and flags, as W3C's Trace Context defines them. A later version may have further parts. */
const form = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;
/** The most characters; longer than any present version. */
const longest = 200;

/** The span that a `traceparent` names; null for an invalid text. */
export function readTraceparent(text: string | null): SpanContext | null {
  if (text === null || text.length > longest) return null;
  const [, traceId, spanId, flags] = form.exec(text.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : null;
}

export function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}
