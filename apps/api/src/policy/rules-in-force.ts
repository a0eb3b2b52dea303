import { vendors } from '@penstock/providers';
import {
  buildCatalog,
  type Catalog,
  type CatalogSources,
  type Policy,
  type Provider,
  type RoutingRules,
  routingRulesOf,
} from '@penstock/router';
import type { RoutingSettings } from '../env.ts';

export type RulesSources = Omit<CatalogSources, 'vendors' | 'nowMs'> & {
  /** What the environment says over the policy's routing rules. */
  routing: RoutingSettings;
  /** Told of stored models that could not be used. */
  onProblem(problem: string): void;
  nowMs(): number;
};

/** The policy and the catalog that hold at this moment. */
export class RulesInForce {
  readonly policy: Policy;
  readonly routing: RoutingRules;
  private readonly sources: RulesSources;
  private built: Catalog;

  constructor(sources: RulesSources) {
    this.sources = sources;
    this.policy = sources.policy;
    this.routing = withEnvironment(routingRulesOf(sources.policy), sources.routing);
    this.built = this.build();
    for (const problem of this.built.problems) sources.onProblem(problem);
  }

  /** The catalog; built anew once a price of it has changed (some providers charge by the hour of the day). */
  get catalog(): Catalog {
    const until = this.built.pricesValidUntilMs;
    if (until !== null && this.sources.nowMs() >= until) this.built = this.build();
    return this.built;
  }

  /** A provider by its id. Throws when the catalog has none of that name. */
  provider(id: string): Provider {
    const provider = this.catalog.findProvider(id);
    if (provider === undefined) throw new Error(`There is no provider '${id}' in the catalog.`);
    return provider;
  }

  /** What to do when a provider refuses the account, as `check OPENAI_API_KEY`; null where no variable holds its key. */
  accountHint(providerId: string): string | null {
    const vendorId = this.catalog.findProvider(providerId)?.vendorId ?? providerId;
    const variable = vendors[vendorId]?.environment.apiKey ?? null;
    return variable === null ? null : `check ${variable}`;
  }

  private build(): Catalog {
    return buildCatalog({ ...this.sources, vendors: Object.values(vendors), nowMs: this.sources.nowMs() });
  }
}

function withEnvironment(routing: RoutingRules, settings: RoutingSettings): RoutingRules {
  return {
    ...routing,
    defaultStrategy: settings.strategy ?? routing.defaultStrategy,
    enableFallback: settings.enableFallback ?? routing.enableFallback,
    preferLocal: settings.preferLocal ?? routing.preferLocal,
    defaultProvider: settings.defaultProvider ?? routing.defaultProvider,
    maxLatencyMs: settings.maxLatencyMs ?? routing.maxLatencyMs,
  };
}
