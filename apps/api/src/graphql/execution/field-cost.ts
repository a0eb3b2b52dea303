import type { GraphQLField } from 'graphql';

/** What a cost may depend on beside the operation itself. */
export type CostFacts = {
  /** Models of the catalog. */
  models: number;
  /** Models of the provider that has the most. */
  mostModelsOfProvider: number;
  /** Providers of the catalog. */
  providers: number;
  /** Providers of the catalog that have the key or address that they need. */
  configuredProviders: number;
};

/** Reads an argument as it will be, by its path: `['input', 'texts']`. Undefined where it is left out. */
export type ArgumentReader = (...path: readonly string[]) => unknown;

/**
 * What a field costs beside its place in the answer. Every field of Query, Mutation and Subscription states it as
 * `extensions: { cost }`, so that an operation can be refused before any of it runs.
 */
export type FieldCost = {
  /** Calls to providers that it may cause. A generation counts once, with all its attempts. Default 0. */
  providerCalls?: number | ((read: ArgumentReader, facts: CostFacts) => number);
  /** Work to find what it answers, in fields of an answer: about a microsecond each. Default 0. */
  work?: number;
  /**
   * Items of the list that it answers. Default 20, or as many as `first` or `last` asks for. `isOfAll`: it stands within
   * a field that `listsAll`, so that an average adds up; elsewhere only the longest is safe.
   */
  items?: number | ((facts: CostFacts, isOfAll: boolean) => number);
  /** Whether it lists all that there are, each once. Default false. */
  listsAll?: boolean;
  /** Whether its work grows with the length of its arguments. Default false. */
  readsInput?: boolean;
};

/** The cost that a field states; undefined where it states none. */
export function costOf(field: GraphQLField<unknown, unknown> | undefined): FieldCost | undefined {
  const cost: unknown = field?.extensions.cost;
  // Only this folder's type is ever put there: the compiler checks each place that states it.
  return typeof cost === 'object' && cost !== null ? (cost as FieldCost) : undefined;
}

/** For the `extensions` of a field. */
export function withCost(cost: FieldCost): { cost: FieldCost } {
  return { cost };
}
