import type { ProviderOptions } from './provider-options.ts';

/** The texts to embed, and the purpose. Everything here is already checked. */
export type EmbedRequest = {
  /** The model's name as the provider knows it. */
  model: string;
  /**
   * At least one text, none of them empty. Texts beyond the provider's limit for one call are sent in several calls.
   */
  texts: readonly string[];
  /** The length of the vectors. Null for the model's own. */
  dimensions: number | null;
  /**
   * The purpose of the vectors, if the provider distinguishes it: `document` for stored texts, `query` for search
   * terms. Null leaves it to the provider, or means `document` to a provider that requires a purpose.
   */
  purpose: 'query' | 'document' | null;
  /**
   * Members that only some providers support, as `user`. They are sent to providers of their protocol. Absent: none.
   */
  providerOptions?: ProviderOptions;
};

/** Vectors, in the order of their texts. */
export type Embeddings = {
  vectors: readonly (readonly number[])[];
  /** The model name in the provider's answer. Null if the answer has none. */
  servedModel: string | null;
  /** The billed tokens. Null if the provider reported none. */
  inputTokens: number | null;
};
