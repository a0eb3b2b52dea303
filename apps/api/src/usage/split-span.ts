/** Epoch milliseconds; the end is exclusive. */
export type Span = readonly [startMs: number, endMs: number];

/** A span in parts: whole days of UTC, whole hours, and the rest at its ends. Together they cover the span. */
export type SplitSpan = { days: readonly Span[]; hours: readonly Span[]; cut: readonly Span[] };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Splits a span. No call begins after `nowMs`, so an unfinished hour or day counts as whole. */
export function splitSpan(fromMs: number, toMs: number, nowMs: number, withDays: boolean): SplitSpan {
  const isOpen = toMs >= nowMs;
  const [cutBefore, whole, cutAfter] = splitAt([fromMs, toMs], hourMs, isOpen);
  const cut = [cutBefore, cutAfter].filter(isSome);
  if (whole === null) return { days: [], hours: [], cut };
  if (!withDays) return { days: [], hours: [whole], cut };
  const [before, days, after] = splitAt(whole, dayMs, isOpen);
  return { days: [days].filter(isSome), hours: [before, after].filter(isSome), cut };
}

/** The whole hours of UTC that overlap a span. */
export function wholeHours([startMs, endMs]: Span): Span {
  return [Math.floor(startMs / hourMs) * hourMs, Math.ceil(endMs / hourMs) * hourMs];
}

/** The parts before, within and after the whole steps of a span. Without a whole step, all of it is before. */
function splitAt([startMs, endMs]: Span, stepMs: number, isOpen: boolean): [Span | null, Span | null, Span | null] {
  const first = Math.ceil(startMs / stepMs) * stepMs;
  const last = isOpen ? endMs : Math.floor(endMs / stepMs) * stepMs;
  if (first >= last) return [[startMs, endMs], null, null];
  return [startMs < first ? [startMs, first] : null, [first, last], last < endMs ? [last, endMs] : null];
}

function isSome(span: Span | null): span is Span {
  return span !== null;
}
