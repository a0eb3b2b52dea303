/** A model whose provider holds the beginning of this prompt in its cache. */
export type WarmCache = {
  modelId: string;
  /** Tokens of the prompt that it holds. */
  cachedTokens: number;
};
