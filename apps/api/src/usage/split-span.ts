/** Epoch milliseconds, the end left out. */
export type Span = readonly [startMs: number, endMs: number];

/** A span in pieces: whole days of UTC, whole hours, and what is left at its ends. Together they are the span. */
export type SplitSpan = { days: readonly Span[]; hours: readonly Span[]; cut: readonly Span[] };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Splits a span. What begins after `nowMs` has not happened, so that an hour or a day that is not over counts as whole. */
export function splitSpan(fromMs: number, toMs: number, nowMs: number, withDays: boolean): SplitSpan {
  const isOpen = toMs >= nowMs;
  const [cutBefore, whole, cutAfter] = splitAt([fromMs, toMs], hourMs, isOpen);
  const cut = [cutBefore, cutAfter].filter(isSome);
  if (whole === null) return { days: [], hours: [], cut };
  if (!withDays) return { days: [], hours: [whole], cut };
  const [before, days, after] = splitAt(whole, dayMs, isOpen);
  return { days: [days].filter(isSome), hours: [before, after].filter(isSome), cut };
}

/** The whole hours of UTC that a span touches. */
export function wholeHours([startMs, endMs]: Span): Span {
  return [Math.floor(startMs / hourMs) * hourMs, Math.ceil(endMs / hourMs) * hourMs];
}

/** Before, within and after the whole steps of a span; without any, all of it is before. */
function splitAt([startMs, endMs]: Span, stepMs: number, isOpen: boolean): [Span | null, Span | null, Span | null] {
  const first = Math.ceil(startMs / stepMs) * stepMs;
  const last = isOpen ? endMs : Math.floor(endMs / stepMs) * stepMs;
  if (first >= last) return [[startMs, endMs], null, null];
  return [startMs < first ? [startMs, first] : null, [first, last], last < endMs ? [last, endMs] : null];
}

function isSome(span: Span | null): span is Span {
  return span !== null;
}
