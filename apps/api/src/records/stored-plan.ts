import {
  type Exclusion,
  type ExclusionRule,
  type PlanRecord as PlainPlan,
  type Plan,
  toPlanRecord as writeOut,
} from '@penstock/router';

/** A plan as it is read back: plain data, models by their ids, since the catalog may have moved on meanwhile. */
export type StoredPlan = PlainPlan;

/**
 * A plan as it is kept. Most of it is the models that were left out, many for the same reason: grouped by it, a plan
 * takes a third of the space, which is also what writing it costs.
 */
export type PlanRecord = Omit<StoredPlan, 'exclusions'> & {
  exclusions: readonly { rule: ExclusionRule; reason: string; modelIds: readonly string[] }[];
};

export function toPlanRecord(plan: Plan): PlanRecord {
  const { exclusions, ...rest } = writeOut(plan);
  return { ...rest, exclusions: groupByReason(exclusions) };
}

/** Reads what `toPlanRecord` made, out of the column `generation_content.plan`. */
export function fromPlanRecord({ exclusions, ...rest }: PlanRecord): StoredPlan {
  return {
    ...rest,
    exclusions: exclusions.flatMap(({ rule, reason, modelIds }) =>
      modelIds.map((modelId): Exclusion => ({ modelId, rule, reason })),
    ),
  };
}

function groupByReason(exclusions: readonly Exclusion[]): PlanRecord['exclusions'] {
  const groups = new Map<string, { rule: ExclusionRule; reason: string; modelIds: string[] }>();
  for (const { modelId, rule, reason } of exclusions) {
    const key = `${rule}\n${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rule, reason, modelIds: [modelId] });
    else group.modelIds.push(modelId);
  }
  return [...groups.values()];
}
