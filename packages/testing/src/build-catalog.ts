import type { Catalog, Model, Provider } from '@penstock/router';

/** A catalog of just these models and providers; both may be found by id, and a model by its name alone. */
export function buildCatalog(models: readonly Model[], providers: readonly Provider[] = []): Catalog {
  const byId = new Map(models.map((model) => [model.id, model]));
  return {
    revision: 1,
    models,
    capabilities: new Set(models.flatMap((model) => [...model.capabilities])),
    providers,
    problems: [],
    pricesValidUntilMs: null,
    find: (id) => byId.get(id),
    resolve: (idOrName) => byId.get(idOrName) ?? models.find((model) => model.name === idOrName),
    findProvider: (id) => providers.find((provider) => provider.id === id),
  };
}
