/** The health of a model at one moment, from live traffic and probes. */
export type ModelHealth = {
  modelId: string;
  status: 'AVAILABLE' | 'SLOW' | 'UNAVAILABLE' | 'UNKNOWN';
  /** One sentence if the status is not AVAILABLE, as `authentication failed: set OPENAI_API_KEY`. Else null. */
  reason: string | null;
  breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** 0–1 over the window (5 minutes). Null without traffic. */
  successRate: number | null;
  /** Complete answers, milliseconds. Null without traffic. */
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  /** Median time to the first token, milliseconds. */
  firstTokenMs: number | null;
  /** 95th percentile of the time to the first token. Null for fewer than 20 first tokens. */
  p95FirstTokenMs: number | null;
  tokensPerSecond: number | null;
  /** Epoch milliseconds of the last evidence. Null for none. */
  checkedAtMs: number | null;
  /** Epoch milliseconds of the next possible try. Null if a call may be tried now. */
  retryAtMs: number | null;
  /** Whether no call is made before that time because the provider refuses calls for their rate. */
  isRateLimited: boolean;
};

/** Reads health without changing it. */
export interface HealthView {
  /** Always returns a value. UNKNOWN for a model without evidence. */
  read(modelId: string): ModelHealth;
}
