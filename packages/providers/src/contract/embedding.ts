/** What texts are to be turned into vectors, and what for. Everything here is already checked. */
export type EmbedRequest = {
  /** The model's name as the provider knows it. */
  model: string;
  /** At least one, none of them empty. More than one call of the provider takes are sent in several. */
  texts: readonly string[];
  /** The length of the vectors, null for the model's own. */
  dimensions: number | null;
  /**
   * What the vectors are for, where the provider makes a difference: `document` for what is searched, `query` for what
   * is searched with. Null leaves it to the provider, or means `document` to one that must be told.
   */
  purpose: 'query' | 'document' | null;
};

/** Vectors, in the order of their texts. */
export type Embeddings = {
  vectors: readonly (readonly number[])[];
  /** The model as the provider names it, null where it does not. */
  servedModel: string | null;
  /** What was billed, null where the provider reported nothing. */
  inputTokens: number | null;
};
