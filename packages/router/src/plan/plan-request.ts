import { buildContext } from './build-context.ts';
import type { Draft } from './draft.ts';
import { draftModel } from './draft-model.ts';
import type { EligibilityRule } from './eligibility/eligibility-rule.ts';
import { eligibilityRules } from './eligibility/eligibility-rules.ts';
import { fallbackOff } from './eligibility/fallback-off.ts';
import { healthFactor, healthReason } from './health-factor.ts';
import { keepWarm } from './keep-warm.ts';
import { placeDrafts } from './place-drafts.ts';
import type { Candidate, Exclusion, Plan } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlanInput } from './plan-input.ts';
import { Readmission } from './readmission.ts';
import type { Reason } from './reason.ts';
import { taskPreferenceOf } from './routing-index.ts';
import { scoreDrafts } from './score-drafts.ts';
import { sortDrafts } from './sort-drafts.ts';
import { strategyOf } from './strategies/all-strategies.ts';
import { findUnknownNames } from './unknown-names.ts';

/**
 * Decides which models to try for a request, their order, and why the others are excluded. Pure; a plan is plain data.
 * Every model of the catalog is either a candidate or an exclusion. Unknown names are exclusions too (`unknown`).
 */
export function planRequest(input: PlanInput): Plan {
  const context = buildContext(input);
  const exclusions: Exclusion[] = [...findUnknownNames(context)];
  const drafts = orderDrafts(collectEligible(input, context, exclusions), context);
  const warmth = keepWarm(drafts, context);
  if (!context.request.enableFallback) keepFirst(drafts, context, exclusions);
  return {
    strategy: context.strategy,
    chain: chainOf(context),
    candidates: drafts.map((draft, index) => toCandidate(draft, context, index === 0 ? warmth : null)),
    exclusions,
    staticExclusions: context.index.staticExclusions,
  };
}

/**
 * The models that no rule excludes, in the catalog's order. The others go to `exclusions`. If none is left, the models
 * of the yielding rules.
 */
function collectEligible(input: PlanInput, context: PlanContext, exclusions: Exclusion[]): Draft[] {
  const rules = eligibilityRules.filter((rule) => rule.applies(context));
  const eligible: Draft[] = [];
  const readmission = new Readmission(rules, context);
  for (const entry of context.index.openEntries) {
    const draft = draftModel(entry, input.health, context);
    const broken = firstBroken(rules, draft, context);
    if (broken === null) {
      eligible.push(draft);
      continue;
    }
    const exclusion = exclude(broken, draft, context);
    exclusions.push(exclusion);
    readmission.note(broken, draft, exclusion);
  }
  return eligible.length > 0 ? eligible : readmission.readmit(exclusions);
}

function exclude(rule: EligibilityRule, draft: Draft, context: PlanContext): Exclusion {
  return { modelId: draft.model.id, reason: { code: rule.name, figures: rule.figures(draft, context) } };
}

/** `warmth`: the reason of the first candidate's warm cache, null for none. */
function toCandidate(draft: Draft, context: PlanContext, warmth: Reason | null): Candidate {
  return {
    modelId: draft.model.id,
    score: draft.score,
    scores: draft.scores,
    estimatedCostUsd: draft.estimatedCostUsd,
    estimatedOutputTokens: draft.estimatedOutputTokens,
    worstCaseCostUsd: draft.worstCaseCostUsd,
    estimatedLatencyMs: draft.estimatedLatencyMs,
    maxOutputTokens: draft.heldOutputTokens,
    reasons: warmth === null ? reasonsOf(draft, context) : [warmth, ...reasonsOf(draft, context)],
  };
}

/**
 * The reasons of a candidate: its place, unless the strategy decided it; its score; the reason for a move down or a
 * readmission.
 */
function reasonsOf(draft: Draft, context: PlanContext): readonly Reason[] {
  const { strategy } = context;
  const byScore: Reason = { code: strategy, figures: strategyOf(strategy).figures(draft, context) };
  if (draft.readmitted !== null) return [byScore, draft.readmitted];
  if (draft.placement.reason !== null) return [draft.placement.reason, byScore];
  const moved = healthReason(draft.health);
  return moved === null ? [byScore] : [byScore, moved];
}

function firstBroken(rules: readonly EligibilityRule[], draft: Draft, context: PlanContext): EligibilityRule | null {
  for (const rule of rules) if (rule.excludes(draft, context)) return rule;
  return null;
}

function orderDrafts(drafts: readonly Draft[], context: PlanContext): Draft[] {
  const strategy = strategyOf(context.strategy);
  scoreDrafts(drafts);
  strategy.score(drafts, context);
  if (strategy.appliesHealth) for (const draft of drafts) draft.score *= healthFactor(draft.health);
  placeDrafts(drafts, context);
  return sortDrafts(drafts, strategy);
}

/** Without fallback only the first candidate remains. */
function keepFirst(drafts: Draft[], context: PlanContext, exclusions: Exclusion[]): void {
  const first = drafts[0];
  if (first === undefined) return;
  const only: PlanContext = { ...context, firstModelId: first.model.id };
  for (const draft of drafts.splice(1)) exclusions.push(exclude(fallbackOff, draft, only));
}

/** The chain's name, or a generated name for the models that the policy puts first for the request's task. */
function chainOf({ request, routing, chain }: PlanContext): string | null {
  if (request.chain !== null) return chain?.name ?? request.chain;
  const preference = taskPreferenceOf(request, routing);
  if (preference === null || preference.modelIds.length === 0) return null;
  return preference.chain ?? `task:${preference.taskType}`;
}
