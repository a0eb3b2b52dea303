import { mayBeTriedAlone } from '../health/judge-health.ts';
import type { Draft } from './draft.ts';
import type { EligibilityRule } from './eligibility/eligibility-rule.ts';
import { quality } from './eligibility/quality.ts';
import { retired } from './eligibility/retired.ts';
import { unavailable } from './eligibility/unavailable.ts';
import type { Exclusion } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { ReadmissionCode } from './readmission-reason.ts';
import type { Reason } from './reason.ts';

/** The rules that yield if no model is eligible, in this order. */
const yielding: readonly EligibilityRule[] = [quality, unavailable, retired];

/** Models this much below the best of them stay excluded. */
const qualitySpread = 0.15;

/** Collects the models that only a yielding rule excludes, and readmits them if no other model can serve. */
export class Readmission {
  readonly #rules: readonly EligibilityRule[];
  readonly #context: PlanContext;
  readonly #excluded = new Map<EligibilityRule, Map<Draft, Exclusion>>();

  /** `rules`: the yielding rules that apply to the plan. */
  constructor(rules: readonly EligibilityRule[], context: PlanContext) {
    this.#rules = rules;
    this.#context = context;
  }

  /** Notes a model that `broken` excludes. */
  note(broken: EligibilityRule, draft: Draft, exclusion: Exclusion): void {
    if (!yielding.includes(broken)) return;
    if (broken === unavailable && !mayBeTriedAlone(draft.health, this.#context.nowMs)) return;
    for (let at = this.#rules.indexOf(broken) + 1; at < this.#rules.length; at++) {
      const rule = this.#rules[at] as EligibilityRule;
      // A model that is both retired and below the minimum quality is also a last resort.
      if (!(broken === retired && rule === quality) && rule.excludes(draft, this.#context)) return;
    }
    const ofRule = this.#excluded.get(broken) ?? new Map<Draft, Exclusion>();
    this.#excluded.set(broken, ofRule.set(draft, exclusion));
  }

  /** The models of the first yielding rule that has any. Their exclusions are removed from the list. */
  readmit(exclusions: Exclusion[]): Draft[] {
    for (const rule of yielding) {
      const excluded = this.#excluded.get(rule);
      if (excluded === undefined) continue;
      const drafts = rule === quality ? bestOf([...excluded.keys()]) : [...excluded.keys()];
      for (const draft of drafts) draft.readmitted = this.#reasonOf(rule);
      const readmitted = new Set(drafts.map((draft) => excluded.get(draft)));
      exclusions.splice(0, exclusions.length, ...exclusions.filter((exclusion) => !readmitted.has(exclusion)));
      return drafts;
    }
    return [];
  }

  #reasonOf(rule: EligibilityRule): Reason<ReadmissionCode> | null {
    if (rule === quality) return { code: 'best-available', figures: { leastQuality: this.#context.leastQuality } };
    return rule === retired ? { code: 'last-resort', figures: {} } : null;
  }
}

function bestOf(drafts: readonly Draft[]): Draft[] {
  const best = Math.max(...drafts.map(({ model }) => model.quality.score));
  return drafts.filter(({ model }) => model.quality.score >= best - qualitySpread);
}
