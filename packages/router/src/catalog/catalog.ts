import type { Capability } from '../policy/capability.ts';
import type { Model } from './model.ts';
import type { Provider } from './provider.ts';

/** All models of one revision of the policy. Immutable. */
export interface Catalog {
  /** Counts the catalogs of this process from 1. */
  readonly revision: number;
  /** In the policy's order. */
  readonly models: readonly Model[];
  /** All capabilities of its models, without duplicates. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Every provider that the policy or a vendor names. Those of the policy come first. */
  readonly providers: readonly Provider[];
  /** Errors of invalid stored models, one sentence each. Empty for none. */
  readonly problems: readonly string[];
  /**
   * Epoch milliseconds of the next price change (a peak hour, a dated change of the list). Null for none. Prices are
   * resolved once: the holder of the catalog then builds a new one.
   */
  readonly pricesValidUntilMs: number | null;
  /** The model by id. Undefined for none. */
  find(id: string): Model | undefined;
  /**
   * The model by id, by bare name (`gpt-4o-mini`) or by upstream name: the first in the policy's order. Also by other
   * forms of these: `openai:gpt-5`, `models/gemini-2.5-pro`, `gpt-5-2025-08-07`.
   */
  resolve(idOrName: string): Model | undefined;
  /** The provider by id. Undefined for none. */
  findProvider(id: string): Provider | undefined;
}
