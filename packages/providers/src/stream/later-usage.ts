import type { JsonObject } from '../json/read-json-value.ts';

/** A usage has about twenty members. */
const mostUsageMembers = 100;

/**
 * The usage after one more report. The later count is valid, unless it is zero or null. Some servers end with an empty
 * report, or with a report without the prompt. A longer object is not usage, and changes nothing.
 */
export function laterUsage(earlier: JsonObject | null, later: JsonObject): JsonObject {
  if (earlier === null) return later;
  const joined: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later).slice(0, mostUsageMembers)) {
    if (name in joined && (value === null || value === 0)) continue;
    joined[name] = value;
  }
  return Object.keys(joined).length <= mostUsageMembers ? joined : earlier;
}
