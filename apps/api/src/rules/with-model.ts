import type { Catalog, Model, Provider } from '@penstock/router';
import type { Rules } from './rules.ts';

/**
 * The same rules, but a lookup by id also finds this model if it has left them. It is then inactive, and in no plan.
 */
export function withModel(rules: Rules, model: Model): Rules {
  if (rules.catalog.find(model.id) !== undefined) return rules;
  return Object.freeze({ ...rules, catalog: new CatalogWith(rules.catalog, { ...model, isActive: false }) });
}

class CatalogWith implements Catalog {
  readonly #catalog: Catalog;
  readonly #model: Model;

  constructor(catalog: Catalog, model: Model) {
    this.#catalog = catalog;
    this.#model = model;
  }

  get revision(): Catalog['revision'] {
    return this.#catalog.revision;
  }

  get models(): Catalog['models'] {
    return this.#catalog.models;
  }

  get capabilities(): Catalog['capabilities'] {
    return this.#catalog.capabilities;
  }

  get providers(): Catalog['providers'] {
    return this.#catalog.providers;
  }

  get problems(): Catalog['problems'] {
    return this.#catalog.problems;
  }

  get pricesValidUntilMs(): Catalog['pricesValidUntilMs'] {
    return this.#catalog.pricesValidUntilMs;
  }

  find(id: string): Model | undefined {
    return id === this.#model.id ? this.#model : this.#catalog.find(id);
  }

  resolve(idOrName: string): Model | undefined {
    return this.#catalog.resolve(idOrName);
  }

  findProvider(id: string): Provider | undefined {
    return this.#catalog.findProvider(id);
  }
}
