import { buildRules, type Rules, type RulesSources } from './rules.ts';

/** The rules of one generation. `release` ends their use; later calls have no effect. */
export type RulesLease = { readonly rules: Rules; release(): void };

export type RulesStoreOptions = {
  sources: RulesSources;
  /** The revision of the first policy. Default 1. */
  revision?: number;
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Called once for each stored model that cannot be used. */
  onProblem(problem: string): void;
};

/** Holds the rules in force, and the older rules of running generations. */
export class RulesStore {
  readonly #options: RulesStoreOptions;
  readonly #listeners = new Set<(rules: Rules) => void>();
  /** The number of leases by rules. */
  readonly #leases = new Map<Rules, number>();
  #sources: RulesSources;
  #current: Rules;

  constructor(options: RulesStoreOptions) {
    this.#options = options;
    this.#sources = options.sources;
    this.#current = buildRules(this.#sources, options.revision ?? 1, options.nowMs());
    for (const problem of this.#current.catalog.problems) options.onProblem(problem);
  }

  /**
   * The rules in force. Replaces them first if a price has changed since (some providers charge by the hour of the
   * day).
   */
  current(): Rules {
    const until = this.#current.catalog.pricesValidUntilMs;
    if (until !== null && this.#options.nowMs() >= until) this.replace({});
    return this.#current;
  }

  /**
   * Puts other rules in force: the same sources with these changes. A new policy is a new revision. Running generations
   * keep their rules. Subscribers are called before it returns.
   */
  replace(changes: Partial<RulesSources>, revision?: number): Rules {
    const before = this.#current;
    const next = changes.policy === undefined ? before.revision : before.revision + 1;
    const sources = { ...this.#sources, ...changes };
    this.#current = buildRules(sources, revision ?? next, this.#options.nowMs());
    this.#sources = sources;
    const known = new Set(before.catalog.problems);
    for (const problem of this.#current.catalog.problems) if (!known.has(problem)) this.#options.onProblem(problem);
    this.#tell();
    return this.#current;
  }

  /** The sources of the rules in force. */
  sources(): RulesSources {
    return this.#sources;
  }

  /** The rules that `replace` would put in force. Throws if they cannot be built. */
  preview(changes: Partial<RulesSources>): Rules {
    return buildRules({ ...this.#sources, ...changes }, this.#current.revision, this.#options.nowMs());
  }

  /** The rules in force, for one generation, which releases them at its end. */
  take(): RulesLease {
    const rules = this.current();
    this.#leases.set(rules, (this.#leases.get(rules) ?? 0) + 1);
    let isHeld = true;
    return {
      rules,
      release: () => {
        if (isHeld) this.#release(rules);
        isHeld = false;
      },
    };
  }

  /** The rules in force, and the rules of running generations. */
  inUse(): readonly Rules[] {
    return [...new Set([this.#current, ...this.#leases.keys()])];
  }

  /**
   * Calls `listener` with the rules in force after each replacement, and after the last generation under older rules
   * has ended. Stops when the returned function is called.
   */
  subscribe(listener: (rules: Rules) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #release(rules: Rules): void {
    const left = (this.#leases.get(rules) ?? 1) - 1;
    if (left > 0) {
      this.#leases.set(rules, left);
      return;
    }
    this.#leases.delete(rules);
    if (rules !== this.#current) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#current);
  }
}
