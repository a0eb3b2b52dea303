import {
  type Exclusion,
  type ExclusionRule,
  exclusionRules,
  type PlanRecord as PlainPlan,
  type Plan,
  strategies,
  toPlanRecord as writeOut,
} from '@penstock/router';
import { v5 as uuidVersion5 } from 'uuid';
import { z } from 'zod';
import { readJson } from './stored-json.ts';

/** A plan as it is read back: plain data, models by their ids, since the catalog may have moved on meanwhile. */
export type StoredPlan = PlainPlan & {
  /** Of the prompt, as counted for it; null in what versions wrote that did not note it. */
  inputTokens: number | null;
};

/**
 * A plan as it is kept. Models that were left out are grouped by the reason, since many have the same; those that no request
 * can use, which are most of a plan, are kept beside it, once for all plans (`toStandingRecord`).
 */
export type PlanRecord = Omit<PlainPlan, 'exclusions'> & {
  inputTokens: number;
  exclusions: readonly ExclusionGroup[];
};

type ExclusionGroup = { rule: ExclusionRule; reason: string; modelIds: string[] };

/** The standing exclusions of a plan as they are kept. `id`: UUID version 5 of what they are. */
export type StandingRecord = { id: string; exclusions: readonly ExclusionGroup[] };

/** `inputTokens`: of the prompt, as counted for the plan. */
export function toPlanRecord(plan: Plan, inputTokens: number): PlanRecord {
  const ownCount = plan.exclusions.length - plan.standingExclusions.length;
  const exclusions = groupByReason(plan.exclusions.slice(0, ownCount));
  return { ...writeOut({ ...plan, exclusions: [] }), inputTokens, exclusions };
}

/** What ids of standing exclusions follow from, beside their text; any fixed UUID serves. */
const namespace = '5d1b0c0e-6f0a-4a53-9b8e-2f6c1f6a7d41';

const standingRecords = new WeakMap<readonly Exclusion[], StandingRecord>();

/** Made once for each array; null for none. */
export function toStandingRecord({ standingExclusions }: Plan): StandingRecord | null {
  if (standingExclusions.length === 0) return null;
  const known = standingRecords.get(standingExclusions);
  if (known !== undefined) return known;
  const exclusions = groupByReason(standingExclusions);
  const record = { id: uuidVersion5(JSON.stringify(exclusions), namespace), exclusions };
  standingRecords.set(standingExclusions, record);
  return record;
}

const amount = z.number().nullable();

const exclusionsForm = z.array(
  z.object({ rule: z.enum(exclusionRules), reason: z.string(), modelIds: z.array(z.string()) }),
);

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
  exclusions: exclusionsForm,
});

/**
 * Reads what `toPlanRecord` made, out of a column `plan`, and the exclusions of the `StandingRecord` beside it; null for
 * none. Throws where they hold something else.
 */
export function readPlan(value: unknown, standing: unknown = null): StoredPlan {
  const plan = readJson(planForm, value, 'plan');
  const standingGroups = standing === null ? [] : readJson(exclusionsForm, standing, 'exclusions');
  return { ...plan, exclusions: [...plan.exclusions, ...standingGroups].flatMap(toExclusions) };
}

function toExclusions({ rule, reason, modelIds }: ExclusionGroup): Exclusion[] {
  return modelIds.map((modelId) => ({ modelId, rule, reason }));
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
