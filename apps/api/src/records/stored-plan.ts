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
  exclusions: readonly ExclusionGroup[];
};

type ExclusionGroup = { rule: ExclusionRule; reason: string; modelIds: string[] };

export function toPlanRecord(plan: Plan): PlanRecord {
  return { ...writeOut({ ...plan, exclusions: [] }), exclusions: groupByReason(plan.exclusions) };
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

/** Looked up by the reason itself, whose hash is known from plan to plan: a key put together takes six times as long. */
function groupByReason(exclusions: readonly Exclusion[]): PlanRecord['exclusions'] {
  const groups: ExclusionGroup[] = [];
  const byReason = new Map<string, ExclusionGroup[]>();
  for (const { modelId, rule, reason } of exclusions) {
    const ofReason = byReason.get(reason);
    const known = ofReason?.find((group) => group.rule === rule);
    if (known !== undefined) {
      known.modelIds.push(modelId);
      continue;
    }
    const group = { rule, reason, modelIds: [modelId] };
    groups.push(group);
    if (ofReason === undefined) byReason.set(reason, [group]);
    else ofReason.push(group);
  }
  return groups;
}
