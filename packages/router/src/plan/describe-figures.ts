const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `20,000`. */
export function describeCount(count: number): string {
  return wholeNumber.format(count);
}

/** `$0.0042`: four significant digits below a dollar, cents above; `$0` for zero. */
export function describeUsd(usd: number): string {
  if (usd === 0) return '$0';
  if (Math.abs(usd) >= 1) return `$${usd.toFixed(2)}`;
  const digits = Math.min(12, 3 - Math.floor(Math.log10(Math.abs(usd))));
  return `$${usd.toFixed(digits).replace(/(?<!0)0+$/, '')}`;
}

/** `850 ms` below a second, else `1.2 s`. */
export function describeDuration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** `code`, `code and vision`, `code, vision and reasoning`. */
export function describeList(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A score with two digits: `0.83`. */
export function describeScore(score: number): string {
  return score.toFixed(2);
}
