import {
  type Exclusion,
  type ExclusionRule,
  exclusionRules,
  type Figures,
  type Plan,
  type Reason,
  type StaticExclusions,
  strategies,
} from '@penstock/router';
import { z } from 'zod';
import type { RecordedRouting } from '../generation/recorded-routing.ts';
import { readJson } from './stored-json.ts';

/** A plan, and the token count of its prompt. */
export type StoredPlan = Plan & {
  /** Tokens of the prompt, counted for the plan; null in rows of versions that did not store it. */
  inputTokens: number | null;
};

/**
 * A plan as a row of a table. Exclusions are grouped by reason, because many models share one. Static exclusions are
 * stored once for all plans (`toStaticRow`).
 */
export type PlanRow = Omit<Plan, 'exclusions' | 'staticExclusions'> & {
  inputTokens: number;
  /** The routing of the request; absent while it runs, and in rows of versions that did not store it. */
  routing?: RecordedRouting;
  exclusions: readonly ExclusionGroup[];
};

type ExclusionGroup = { reason: Reason<ExclusionRule>; modelIds: string[] };

/** The static exclusions of plans as a row. */
export type StaticRow = { id: string; exclusions: readonly ExclusionGroup[] };

/** `inputTokens`: tokens of the prompt, counted for the plan. `routing`: the routing of the request. */
export function toPlanRow(
  { staticExclusions: _, ...plan }: Plan,
  inputTokens: number,
  routing?: RecordedRouting,
): PlanRow {
  return {
    ...plan,
    inputTokens,
    ...(routing !== undefined && { routing }),
    exclusions: groupByReason(plan.exclusions),
  };
}

export function toStaticRow({ id, exclusions }: StaticExclusions): StaticRow {
  return { id, exclusions: groupByReason(exclusions) };
}

function groupByReason(exclusions: readonly Exclusion[]): readonly ExclusionGroup[] {
  const groups = new Map<string, ExclusionGroup>();
  for (const { modelId, reason } of exclusions) {
    const key = JSON.stringify(reason);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { reason, modelIds: [modelId] });
    else known.modelIds.push(modelId);
  }
  return [...groups.values()];
}

const amount = z.number().nullable();
const figures: z.ZodType<Figures> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);

/** A reason that an older version stored as a sentence, which becomes its only figure. */
function reasonOfSentence(code: unknown, text: string): unknown {
  return { code, figures: { text } };
}

const exclusionGroups = z.array(
  z.preprocess(
    upgradeGroup,
    z.object({ reason: z.object({ code: z.enum(exclusionRules), figures }), modelIds: z.array(z.string()) }),
  ),
);

/** Older versions stored the rule together with a sentence. */
function upgradeGroup(value: unknown): unknown {
  if (!isObject(value) || typeof value.reason !== 'string') return value;
  const { rule, reason, ...group } = value;
  return { ...group, reason: reasonOfSentence(rule, reason) };
}

/** Older versions stored one sentence for all reasons of a candidate. */
function upgradeCandidate(value: unknown): unknown {
  if (!isObject(value) || typeof value.reason !== 'string') return value;
  const { reason, ...candidate } = value;
  return { ...candidate, reasons: [reasonOfSentence('text', reason)] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Accepts the rows of all versions; later members have a default. */
const planForm = z.object({
  strategy: z.enum(strategies),
  chain: z.string().nullable(),
  inputTokens: z.number().nullable().default(null),
  candidates: z.array(
    z.preprocess(
      upgradeCandidate,
      z.object({
        modelId: z.string(),
        score: z.number(),
        scores: z.object({ cost: z.number(), quality: z.number(), latency: z.number() }),
        estimatedCostUsd: amount,
        estimatedOutputTokens: amount.default(null),
        worstCaseCostUsd: amount,
        estimatedLatencyMs: z.number(),
        maxOutputTokens: amount.default(null),
        reasons: z.array(z.object({ code: z.string(), figures })),
      }),
    ),
  ),
  exclusions: exclusionGroups,
});

/** Reads a `PlanRow` from a column `plan`, and its `StaticRow`; null for none. Throws if their content is invalid. */
export function readPlan(value: unknown, staticRow: { id: string; exclusions: unknown } | null = null): StoredPlan {
  const plan = readJson(planForm, value, 'plan');
  const staticExclusions =
    staticRow === null
      ? null
      : { id: staticRow.id, exclusions: toExclusions(readJson(exclusionGroups, staticRow.exclusions, 'exclusions')) };
  return { ...plan, exclusions: toExclusions(plan.exclusions), staticExclusions };
}

function toExclusions(groups: readonly { reason: Reason<ExclusionRule>; modelIds: readonly string[] }[]): Exclusion[] {
  return groups.flatMap(({ reason, modelIds }) => modelIds.map((modelId) => ({ modelId, reason })));
}
