import type { Model } from './model.ts';

/** All models of one revision of the policy. An immutable snapshot: whoever holds one sees no change half way. */
export interface Catalog {
  /** Counts the catalogs of this process from 1. */
  readonly revision: number;
  /** In the policy's order. */
  readonly models: readonly Model[];
  /** By id, or undefined. */
  find(id: string): Model | undefined;
  /** By id or by bare name (`gpt-4o-mini`), the first in the policy's order. */
  resolve(idOrName: string): Model | undefined;
}
