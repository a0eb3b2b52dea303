import type { StartDateConstraint, TimeOfDateConstraint } from '@pydantic/genai-prices';

const dayMs = 86_400_000;

/** The next start or end of a condition of the price list, epoch milliseconds. Null for none. */
export function nextPriceChangeMs(
  conditions: readonly (StartDateConstraint | TimeOfDateConstraint)[],
  atMs: number,
): number | null {
  const changes = conditions.flatMap((condition) =>
    condition.type === 'start_date'
      ? [Date.parse(condition.start_date)]
      : [nextTimeOfDayMs(condition.start_time, atMs), nextTimeOfDayMs(condition.end_time, atMs)],
  );
  const later = changes.filter((change) => change > atMs);
  return later.length === 0 ? null : Math.min(...later);
}

/** The next occurrence of a time of day (`16:30:00Z`, `09:00:00+08:00`) after `atMs`. */
function nextTimeOfDayMs(time: string, atMs: number): number {
  const midnightMs = Math.floor(atMs / dayMs) * dayMs;
  const offsetMs = Date.parse(`1970-01-01T${time}`);
  const sinceMidnightMs = ((offsetMs % dayMs) + dayMs) % dayMs;
  const todayMs = midnightMs + sinceMidnightMs;
  return todayMs > atMs ? todayMs : todayMs + dayMs;
}
