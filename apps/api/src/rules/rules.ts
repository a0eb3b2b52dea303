import { vendors } from '@penstock/providers';
import {
  buildCatalog,
  buildRulesIndex,
  type Catalog,
  type CatalogSources,
  type Model,
  type Policy,
  type Provider,
  type RoutingRules,
  type RulesIndex,
  routingRulesOf,
  type Strategy,
} from '@penstock/router';

/** Overrides of the policy's routing rules; null keeps the policy's value. */
export type RoutingSettings = {
  defaultProvider: string | null;
  strategy: Strategy | null;
  enableFallback: boolean | null;
  preferLocal: boolean | null;
  maxLatencyMs: number | null;
};

/** The sources of rules. */
export type RulesSources = Omit<CatalogSources, 'vendors' | 'nowMs'> & {
  /** The environment's routing settings, which override the policy's. */
  routing: RoutingSettings;
};

/** The rules in force at one moment: one frozen value. A generation keeps the same value from its start to its end. */
export type Rules = {
  /** The revision of the policy, from 1. */
  readonly revision: number;
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly routing: RoutingRules;
  /** The lookup tables of plans for the catalog and the routing. */
  readonly index: RulesIndex;
};

/** Builds the rules of a policy, with the prices at `nowMs`. */
export function buildRules(sources: RulesSources, revision: number, nowMs: number): Rules {
  const { policy } = sources;
  const catalog = buildCatalog({ ...sources, vendors: Object.values(vendors), nowMs });
  const routing = Object.freeze(withEnvironment(routingRulesOf(policy), sources.routing));
  return Object.freeze({ revision, policy, catalog, routing, index: buildRulesIndex(catalog, routing) });
}

/** A provider by its id. Throws if the rules do not have it. */
export function providerOf({ catalog }: Rules, id: string): Provider {
  const provider = catalog.findProvider(id);
  if (provider === undefined) throw new Error(`There is no provider '${id}' in the catalog.`);
  return provider;
}

/** A model by its id. Throws if the rules do not have it. */
export function modelOf({ catalog }: Rules, id: string): Model {
  const model = catalog.find(id);
  if (model === undefined) throw new Error(`There is no model '${id}' in the catalog.`);
  return model;
}

/**
 * The operator's action if a provider refuses the account, for example `check OPENAI_API_KEY`; null if no variable has
 * its key.
 */
export function accountHint({ catalog }: Rules, providerId: string): string | null {
  const vendorId = catalog.findProvider(providerId)?.vendorId ?? providerId;
  const variable = vendors[vendorId]?.environment.apiKey ?? null;
  return variable === null ? null : `check ${variable}`;
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
