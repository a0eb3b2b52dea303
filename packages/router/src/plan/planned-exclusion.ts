import type { Draft } from './draft.ts';
import type { EligibilityRule } from './eligibility/eligibility-rule.ts';
import type { Exclusion, ExclusionRule } from './plan.ts';
import type { PlanContext } from './plan-context.ts';

/** An exclusion whose reason is only put into words when someone reads it. */
export class PlannedExclusion implements Exclusion {
  readonly modelId: string;
  readonly rule: ExclusionRule;
  readonly #rule: EligibilityRule;
  readonly #draft: Draft;
  readonly #context: PlanContext;

  constructor(rule: EligibilityRule, draft: Draft, context: PlanContext) {
    this.modelId = draft.model.id;
    this.rule = rule.name;
    this.#rule = rule;
    this.#draft = draft;
    this.#context = context;
  }

  get reason(): string {
    return this.#rule.explain(this.#draft, this.#context);
  }

  /** For `JSON.stringify`, which would not see the reason. */
  toJSON(): Exclusion {
    return { modelId: this.modelId, rule: this.rule, reason: this.reason };
  }
}
