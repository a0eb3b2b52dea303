import type { Capability, CapabilityHolder, Catalog, HealthView, Model } from '@penstock/router';
import { parseCapability } from '../../../generation/input/parse-capability.ts';
import { builder } from '../../builder.ts';
import { isAvailable } from '../health/is-available.ts';

export const ModelFilter = builder.inputType('ModelFilter', {
  description: 'Which models to list. All given conditions must hold.',
  fields: (t) => ({
    capability: t.string({ description: 'Can do this, as `vision`.' }),
    capabilities: t.stringList({ description: 'Can do all of these.' }),
    provider: t.id({ description: "Is this provider's." }),
    tag: t.string({ description: 'Carries this label.' }),
    local: t.boolean({ description: "Runs, or does not run, on the operator's own machines." }),
    available: t.boolean({ description: 'Can, or cannot, be called now.' }),
    maxInputPricePerMTok: t.float({
      description:
        'Costs at most this many US dollars per million prompt tokens. Leaves out models without a known price.',
    }),
    minContextWindow: t.int({ description: 'Holds at least this many tokens.' }),
    search: t.string({ description: 'Has these words in its id, name, tags or use cases.' }),
  }),
});

type Condition = (model: Model) => boolean;

/** The models of a catalog that a filter keeps, in the catalog's order. */
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
