import type { ProviderOptions } from './provider-options.ts';

/** The texts to turn into vectors, and the purpose. Everything here is already checked. */
export type EmbedRequest = {
  /** The model's name as the provider knows it. */
  model: string;
  /** At least one, none of them empty. Texts beyond the provider's limit for one call are sent in several calls. */
  texts: readonly string[];
  /** The length of the vectors, null for the model's own. */
  dimensions: number | null;
  /**
   * The purpose of the vectors, where the provider distinguishes it: `document` for stored texts, `query` for search
   * terms. Null leaves it to the provider, or means `document` to one that requires a purpose.
   */
  purpose: 'query' | 'document' | null;
  /** Members that only some providers know, as `user`. They go to providers of their protocol. Absent: none. */
  providerOptions?: ProviderOptions;
};

/** Vectors, in the order of their texts. */
export type Embeddings = {
  vectors: readonly (readonly number[])[];
  /** The model as the provider names it, null where it does not. */
  servedModel: string | null;
  /** As billed; null where the provider reported nothing. */
  inputTokens: number | null;
};
