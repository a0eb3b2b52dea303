import { mayBeTriedAlone } from '../health/judge-health.ts';
import { buildContext } from './build-context.ts';
import type { Draft } from './draft.ts';
import { draftModel } from './draft-model.ts';
import type { EligibilityRule } from './eligibility/eligibility-rule.ts';
import { eligibilityRules } from './eligibility/eligibility-rules.ts';
import { fallbackOff } from './eligibility/fallback-off.ts';
import { unavailable } from './eligibility/unavailable.ts';
import { healthFactor } from './health-factor.ts';
import { placeDrafts } from './place-drafts.ts';
import type { Exclusion, Plan } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlanInput } from './plan-input.ts';
import { PlannedCandidate } from './planned-candidate.ts';
import { PlannedExclusion } from './planned-exclusion.ts';
import { taskPreferenceOf } from './routing-index.ts';
import { scoreDrafts } from './score-drafts.ts';
import { sortDrafts } from './sort-drafts.ts';
import { strategyOf } from './strategies/all-strategies.ts';
import { findUnknownNames } from './unknown-names.ts';

/**
 * Decides whom to ask for a request: which models can serve it, in which order, and why the others cannot. Pure. Every
 * model of the catalog is either a candidate or an exclusion; names that nobody has are exclusions too (`unknown`).
 *
 * Reasons are put into words when they are read; `toPlanRecord` writes a plan out as plain data.
 */
export function planRequest(input: PlanInput): Plan {
  const context = buildContext(input);
  const { standingExclusions } = context.index;
  const exclusions: Exclusion[] = [...findUnknownNames(context)];
  const drafts = orderDrafts(collectEligible(input, context, exclusions), context);
  if (!context.request.enableFallback) keepFirst(drafts, context, exclusions);
  return {
    strategy: context.strategy,
    chain: chainOf(context),
    candidates: drafts.map((draft) => new PlannedCandidate(draft, context)),
    exclusions: [...exclusions, ...standingExclusions],
    standingExclusions,
  };
}

/**
 * Those that no rule excludes, in the catalog's order; the others go to `exclusions`. Where none is left, those whose
 * trouble may be mended by now.
 */
function collectEligible(input: PlanInput, context: PlanContext, exclusions: Exclusion[]): Draft[] {
  const rules = eligibilityRules.filter((rule) => rule.applies(context));
  const eligible: Draft[] = [];
  const lastTries = new Map<Draft, Exclusion>();
  for (const entry of context.index.openEntries) {
    const draft = draftModel(entry, input.health, context);
    const broken = firstBroken(rules, draft, context);
    if (broken === null) {
      eligible.push(draft);
      continue;
    }
    const exclusion = new PlannedExclusion(broken, draft, context);
    exclusions.push(exclusion);
    if (broken === unavailable && mayBeTriedAlone(draft.health, input.nowMs)) lastTries.set(draft, exclusion);
  }
  if (eligible.length > 0 || lastTries.size === 0) return eligible;
  const readmitted = new Set(lastTries.values());
  exclusions.splice(0, exclusions.length, ...exclusions.filter((exclusion) => !readmitted.has(exclusion)));
  return [...lastTries.keys()];
}

function firstBroken(rules: readonly EligibilityRule[], draft: Draft, context: PlanContext): EligibilityRule | null {
  for (const rule of rules) if (rule.excludes(draft, context)) return rule;
  return null;
}

function orderDrafts(drafts: readonly Draft[], context: PlanContext): Draft[] {
  const strategy = strategyOf(context.strategy);
  scoreDrafts(drafts);
  strategy.score(drafts, context);
  if (strategy.heedsHealth) for (const draft of drafts) draft.score *= healthFactor(draft.health);
  placeDrafts(drafts, context);
  return sortDrafts(drafts, strategy);
}

/** Without fallback the first is the only one. */
function keepFirst(drafts: Draft[], context: PlanContext, exclusions: Exclusion[]): void {
  const first = drafts[0];
  if (first === undefined) return;
  const only: PlanContext = { ...context, firstModelId: first.model.id };
  for (const draft of drafts.splice(1)) exclusions.push(new PlannedExclusion(fallbackOff, draft, only));
}

/** The chain's name, or one for the models that the policy puts first for the request's task. */
function chainOf({ request, routing, chain }: PlanContext): string | null {
  if (request.chain !== null) return chain?.name ?? request.chain;
  const preference = taskPreferenceOf(request, routing);
  if (preference === null || preference.modelIds.length === 0) return null;
  return preference.chain ?? `task:${preference.taskType}`;
}
