/** A chain looked up in a catalog. */
export type ResolvedChain = {
  name: string;
  /** Model id → its place from 0, in the chain's order. */
  places: ReadonlyMap<string, number>;
  /** Names in the chain that the catalog does not know. */
  unknownIds: readonly string[];
  /** Written by the operator; else built in. */
  isFromPolicy: boolean;
};
