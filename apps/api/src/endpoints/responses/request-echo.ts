/** A warning of the endpoint, for a member that was dropped or changed before any model was called. */
export type RequestWarning = { code: string; message: string; path: string };

/** The members of a request that its answer repeats and its generation does not have. */
export type RequestEcho = {
  store: boolean;
  truncation: 'auto' | 'disabled';
  summary: string | null;
  topLogprobs: number;
  promptCacheKey: string | null;
  safetyIdentifier: string | null;
  warnings: readonly RequestWarning[];
};
