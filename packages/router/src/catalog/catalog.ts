import type { Capability } from '../policy/capability.ts';
import type { Model } from './model.ts';
import type { Provider } from './provider.ts';

/** All models of one revision of the policy. Immutable. */
export interface Catalog {
  /** Counts the catalogs of this process from 1. */
  readonly revision: number;
  /** In the policy's order. */
  readonly models: readonly Model[];
  /** All capabilities of its models, each once. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Every provider that the policy or a vendor names, those of the policy first. */
  readonly providers: readonly Provider[];
  /** Stored models that could not be used, one sentence each; empty for none. */
  readonly problems: readonly string[];
  /**
   * Epoch milliseconds of the next price change (a peak hour, a dated change of the list); null for none. Prices are
   * resolved once: the holder of the catalog builds a new one then.
   */
  readonly pricesValidUntilMs: number | null;
  /** By id, or undefined. */
  find(id: string): Model | undefined;
  /**
   * By id, by bare name (`gpt-4o-mini`) or by upstream name, the first in the policy's order. Also by other forms of
   * these: `openai:gpt-5`, `models/gemini-2.5-pro`, `gpt-5-2025-08-07`.
   */
  resolve(idOrName: string): Model | undefined;
  /** A provider by id, or undefined. */
  findProvider(id: string): Provider | undefined;
}
