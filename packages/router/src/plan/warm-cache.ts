/** A model whose provider has the beginning of this prompt in its cache. */
export type WarmCache = {
  modelId: string;
  /** Cached tokens of the prompt. */
  cachedTokens: number;
};
