import type { Catalog, Model, Provider } from '@penstock/router';

/** A catalog of only these models and providers. It finds both by id, and a model also by its name. */
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
