import {
  type Exclusion,
  type ExclusionRule,
  exclusionRules,
  type PlanRecord as PlainPlan,
  type Plan,
  strategies,
  toPlanRecord as writeOut,
} from '@penstock/router';
import { z } from 'zod';
import { readJson } from './stored-json.ts';

/** A plan as it is read back: plain data, models by their ids, since the catalog may have moved on meanwhile. */
export type StoredPlan = PlainPlan & {
  /** Of the prompt, as counted for it; null in what versions wrote that did not note it. */
  inputTokens: number | null;
};

/**
 * A plan as it is kept. Most of it is the models that were left out, many for the same reason: grouped by it, a plan
 * takes a third of the space, which is also what writing it costs.
 */
export type PlanRecord = Omit<PlainPlan, 'exclusions'> & {
  inputTokens: number;
  exclusions: readonly ExclusionGroup[];
};

type ExclusionGroup = { rule: ExclusionRule; reason: string; modelIds: string[] };

/** `inputTokens`: of the prompt, as counted for the plan. */
export function toPlanRecord(plan: Plan, inputTokens: number): PlanRecord {
  return { ...writeOut({ ...plan, exclusions: [] }), inputTokens, exclusions: groupByReason(plan.exclusions) };
}

const amount = z.number().nullable();

/** What versions have written so far: what came later has a default. */
const planForm = z.object({
  strategy: z.enum(strategies),
  chain: z.string().nullable(),
  inputTokens: z.number().nullable().default(null),
  candidates: z.array(
    z.object({
      modelId: z.string(),
      score: z.number(),
      scores: z.object({ cost: z.number(), quality: z.number(), latency: z.number() }),
      estimatedCostUsd: amount,
      worstCaseCostUsd: amount,
      estimatedLatencyMs: z.number(),
      maxOutputTokens: amount.default(null),
      reason: z.string(),
    }),
  ),
  exclusions: z.array(z.object({ rule: z.enum(exclusionRules), reason: z.string(), modelIds: z.array(z.string()) })),
});

/** Reads what `toPlanRecord` made, out of a column `plan`. Throws where it holds something else. */
export function readPlan(value: unknown): StoredPlan {
  const { exclusions, ...rest } = readJson(planForm, value, 'plan');
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
