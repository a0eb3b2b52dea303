import type { Plan } from './plan-facts.ts';

/** Excluded models grouped by reason, the most frequent reason first. */
export function groupExclusions(exclusions: Plan['exclusions']): { reason: string; models: string[] }[] {
  return [...Map.groupBy(exclusions, ({ reason }) => reason)]
    .map(([reason, members]) => ({ reason, models: members.map(({ modelId }) => modelId) }))
    .toSorted((a, b) => b.models.length - a.models.length);
}
