import type { GraphQLField } from 'graphql';

/** The facts that a cost may depend on, besides the operation. */
export type CostFacts = {
  /** Models of the catalog. */
  models: number;
  /** Models of the provider with the most models. */
  mostModelsOfProvider: number;
  /** Providers of the catalog. */
  providers: number;
  /** Providers of the catalog with the required key or address. */
  configuredProviders: number;
};

/** Reads the final value of an argument by its path: `['input', 'texts']`. Undefined if it is left out. */
export type ArgumentReader = (...path: readonly string[]) => unknown;

/**
 * The cost of a field in addition to its size in the answer. Every field of Query, Mutation and Subscription states it
 * as `extensions: { cost }`. So an operation can be refused before any of it runs.
 */
export type FieldCost = {
  /** The most calls to providers. A generation counts once, with all its attempts. Default 0. */
  providerCalls?: number | ((read: ArgumentReader, facts: CostFacts) => number);
  /** Work to find the answer, in fields of an answer: about a microsecond each. Default 0. */
  work?: number;
  /**
   * Items of the list. Default 20, or the value of `first` or `last`. `isOfAll`: the list is within a field that
   * `listsAll`, so that averages add up. Elsewhere only the longest length is safe.
   */
  items?: number | ((facts: CostFacts, isOfAll: boolean) => number);
  /** Whether it lists all items that exist, each once. Default false. */
  listsAll?: boolean;
  /** Whether its work grows with the length of its arguments. Default false. */
  readsInput?: boolean;
};

/** The cost that a field states; undefined if it states none. */
export function costOf(field: GraphQLField<unknown, unknown> | undefined): FieldCost | undefined {
  const cost: unknown = field?.extensions.cost;
  // Only values of this type are put there: the compiler checks each place.
  return typeof cost === 'object' && cost !== null ? (cost as FieldCost) : undefined;
}

/** For the `extensions` of a field. */
export function withCost(cost: FieldCost): { cost: FieldCost } {
  return { cost };
}
