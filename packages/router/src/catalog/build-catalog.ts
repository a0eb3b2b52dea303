import { knownVendor } from '../policy/known-vendor.ts';
import { findByName } from '../policy/model-names.ts';
import type { ModelPolicy } from '../policy/model-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { toProviderPolicy } from '../policy/translate/to-provider-policy.ts';
import type { VendorFacts } from '../policy/vendor-facts.ts';
import { addBuiltInFacts } from './add-built-in-facts.ts';
import { applyOverrides, type ModelOverride } from './apply-overrides.ts';
import type { Catalog } from './catalog.ts';
import type { Model } from './model.ts';
import type { PriceFeed } from './price-feed.ts';
import { findListing } from './price-list.ts';
import type { Provider } from './provider.ts';
import { resolveModel } from './resolve-model.ts';
import { type Environment, resolveProvider, type Sandbox } from './resolve-provider.ts';

export type CatalogSources = {
  policy: Policy;
  /** The built-in providers. */
  vendors: readonly VendorFacts[];
  /** The stored models, rows of `ModelConfiguration`. */
  overrides: readonly ModelOverride[];
  /** The source of keys and addresses. */
  environment: Environment;
  /** The simulator within the service. Null if none runs. */
  sandbox: Sandbox | null;
  /** Prices newer than those of the installed list. Absent or null: none. */
  prices?: PriceFeed | null;
  /** The time whose prices apply, epoch milliseconds. */
  nowMs: number;
};

let revision = 0;

/** Joins all facts of the models into one frozen snapshot. */
export function buildCatalog(sources: CatalogSources): Catalog {
  const providers = resolveProviders(sources);
  const providerById = new Map(providers.map((provider) => [provider.id, provider]));
  const findProvider = (id: string) => providerById.get(id);
  const { models: policies, problems } = applyOverrides(sources.policy.models, sources.overrides, (id) =>
    providerById.has(id),
  );
  const changes: number[] = [];
  const models = policies.flatMap((stated): Model[] => {
    const found = findProvider(stated.providerId);
    if (found === undefined) return [];
    const provider = stated.isLocal === null ? found : { ...found, isLocal: stated.isLocal };
    const policy = addBuiltInFacts(stated, provider);
    const listing = findListingFor(policy, provider, sources);
    if (listing?.validUntilMs != null) changes.push(listing.validUntilMs);
    return [frozen(resolveModel(policy, provider, listing, findProvider))];
  });
  const modelById = new Map(models.map((model) => [model.id, model]));
  const modelByName = new Map(models.toReversed().flatMap(upstreamNamesOf));
  for (const model of models.toReversed()) modelByName.set(model.name, model);
  revision += 1;
  return Object.freeze({
    revision,
    models: Object.freeze(models),
    capabilities: new Set(models.flatMap((model) => [...model.capabilities])),
    providers: Object.freeze(providers),
    problems: Object.freeze(problems),
    pricesValidUntilMs: changes.length === 0 ? null : Math.min(...changes),
    find: (id: string) => modelById.get(id),
    resolve: (idOrName: string) => findByName(idOrName, (form) => modelById.get(form) ?? modelByName.get(form)),
    findProvider,
  });
}

/** The names of a model at its own provider, which callers may use. */
function upstreamNamesOf(model: Model): [string, Model][] {
  const own = model.deployments.filter(({ providerId }) => providerId === model.providerId);
  return own.flatMap(({ upstreamName }): [string, Model][] => [
    [upstreamName, model],
    [`${model.providerId}/${upstreamName}`, model],
  ]);
}

/** First the providers of the file, then the other providers of its models, then the other vendors. */
function resolveProviders({ policy, vendors, environment, sandbox }: CatalogSources): Provider[] {
  const declared = new Map(policy.providers.map((provider) => [provider.id, provider]));
  const ids = new Set([
    ...declared.keys(),
    ...policy.models.map(({ providerId }) => providerId),
    ...vendors.map(({ id }) => id),
  ]);
  return [...ids].map((id) => {
    const entry = declared.get(id) ?? toProviderPolicy(id, {}, vendors);
    const provider = { ...entry, fetchesImages: entry.fetchesImages ?? (policy.features.fetchesImages ? null : false) };
    const vendor = knownVendor(provider.vendorId ?? id, vendors);
    return frozen(resolveProvider({ policy: provider, vendor, environment, sandbox }));
  });
}

/** Looks up the upstream name, then the model's name: an Azure deployment's own name is not in the list. */
function findListingFor(policy: ModelPolicy, provider: Provider, { nowMs, prices = null }: CatalogSources) {
  if (provider.isSandbox || provider.isLocal) return null;
  const vendorId = provider.vendorId ?? provider.id;
  const upstreamName = policy.upstreamName ?? policy.name;
  return findListing(vendorId, upstreamName, nowMs, prices) ?? findListing(vendorId, policy.name, nowMs, prices);
}

/** Freezes a value and all values in it. */
function frozen<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) frozen(member);
  }
  return Object.freeze(value);
}
