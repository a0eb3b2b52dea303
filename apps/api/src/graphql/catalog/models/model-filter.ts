import type { Capability, CapabilityHolder, Catalog, HealthView, Model } from '@penstock/router';
import { parseCapability } from '../../../generation/input/parse-capability.ts';
import { builder } from '../../builder.ts';
import { isAvailable } from '../health/is-available.ts';

export const ModelFilter = builder.inputType('ModelFilter', {
  description: 'A filter for models. All given conditions must hold.',
  fields: (t) => ({
    capability: t.string({ description: 'Models with this capability, for example `vision`.' }),
    capabilities: t.stringList({ description: 'Models with all of these capabilities.' }),
    provider: t.id({ description: 'Models of this provider.' }),
    tag: t.string({ description: 'Models with this tag.' }),
    local: t.boolean({ description: "Models that run, or do not run, on the operator's own machines." }),
    available: t.boolean({ description: 'Models that can, or cannot, be called now.' }),
    maxInputPricePerMTok: t.float({
      description:
        'Models with at most this price, US dollars per million prompt tokens. Excludes models without a known price.',
    }),
    minContextWindow: t.int({ description: 'Models with at least this context window, tokens.' }),
    search: t.string({ description: 'Models with these words in their id, name, tags or use cases.' }),
  }),
});

type Condition = (model: Model) => boolean;

/** The models of a catalog that match a filter, in the catalog's order. */
export function filterModels(
  catalog: Catalog,
  health: HealthView,
  filter: typeof ModelFilter.$inferInput | null,
): Model[] {
  const conditions = filter === null ? [] : conditionsOf(filter, catalog, health);
  return catalog.models.filter((model) => conditions.every((holds) => holds(model)));
}

function conditionsOf(
  filter: typeof ModelFilter.$inferInput,
  catalog: CapabilityHolder,
  health: HealthView,
): Condition[] {
  const conditions: Condition[] = [];
  const { provider, tag, local, available, maxInputPricePerMTok, minContextWindow, search } = filter;
  for (const capability of capabilitiesOf(filter, catalog))
    conditions.push((model) => model.capabilities.has(capability));
  if (provider != null) conditions.push((model) => model.providerId === provider);
  if (tag != null) conditions.push((model) => model.tags.includes(tag));
  if (local != null) conditions.push((model) => model.isLocal === local);
  if (available != null) conditions.push((model) => isAvailable(model, health.read(model.id)) === available);
  if (minContextWindow != null) conditions.push((model) => model.contextWindow >= minContextWindow);
  if (maxInputPricePerMTok != null) {
    conditions.push((model) => model.price !== null && model.price.input.usdPerMTok <= maxInputPricePerMTok);
  }
  if (search != null) conditions.push(containsWords(search));
  return conditions;
}

function capabilitiesOf(filter: typeof ModelFilter.$inferInput, catalog: CapabilityHolder): Capability[] {
  const named = (filter.capabilities ?? []).map((name, at) =>
    parseCapability(name, `filter.capabilities.${at}`, catalog),
  );
  return filter.capability == null
    ? named
    : [parseCapability(filter.capability, 'filter.capability', catalog), ...named];
}

function containsWords(search: string): Condition {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (model) => {
    const text = [model.id, model.displayName, ...model.tags, ...model.useCases].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
