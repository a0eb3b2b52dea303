import { formatNumber } from './locale.ts';

/** A duration in milliseconds as text: `320 ms`, `1.24 s`, `2 min 5 s`; null is a dash. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (durationMs === null || durationMs === undefined || !Number.isFinite(durationMs)) return '–';
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9_995) return `${seconds(durationMs, 2)} s`;
  if (durationMs < 59_950) return `${seconds(durationMs, 1)} s`;
  const total = Math.round(durationMs / 1_000);
  const rest = total % 60;
  return rest === 0 ? `${Math.floor(total / 60)} min` : `${Math.floor(total / 60)} min ${rest} s`;
}

function seconds(durationMs: number, digits: number): string {
  return formatNumber(durationMs / 1_000, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const steps = [
  { unit: 'second', lengthMs: 1_000 },
  { unit: 'minute', lengthMs: 60_000 },
  { unit: 'hour', lengthMs: 3_600_000 },
  { unit: 'day', lengthMs: 86_400_000 },
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** The time since (or until) a moment: `3 minutes ago`, `in 20 seconds`, `now`. */
export function formatAge(at: string | null | undefined, nowMs: number): string {
  const distanceMs = at ? Date.parse(at) - nowMs : Number.NaN;
  if (Number.isNaN(distanceMs)) return '–';
  const step = steps.findLast(({ lengthMs }) => Math.abs(distanceMs) >= lengthMs);
  return step ? relative.format(Math.round(distanceMs / step.lengthMs), step.unit) : relative.format(0, 'second');
}
