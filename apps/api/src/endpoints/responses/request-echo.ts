/** A warning of the endpoint: what of a request was left out before any model was called. */
export type RequestWarning = { code: string; message: string; path: string };

/** What an answer repeats of its request, beside what its generation knows. */
export type RequestEcho = {
  store: boolean;
  truncation: 'auto' | 'disabled';
  summary: string | null;
  topLogprobs: number;
  promptCacheKey: string | null;
  safetyIdentifier: string | null;
  warnings: readonly RequestWarning[];
};
