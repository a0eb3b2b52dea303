/** What live traffic and probes say of a model at one moment. */
export type ModelHealth = {
  modelId: string;
  status: 'AVAILABLE' | 'SLOW' | 'UNAVAILABLE' | 'UNKNOWN';
  /** One sentence when the status is not AVAILABLE, as `authentication failed: set OPENAI_API_KEY`; else null. */
  reason: string | null;
  breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** 0–1 over the window (5 minutes), null without traffic. */
  successRate: number | null;
  /** Whole answers, milliseconds; null without traffic. */
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  /** Median time to the first token, milliseconds. */
  firstTokenMs: number | null;
  tokensPerSecond: number | null;
  /** Epoch milliseconds of the last evidence, null for none. */
  checkedAtMs: number | null;
  /** Epoch milliseconds from which it may be tried again, null when it may be now. */
  retryAtMs: number | null;
};

/** Reads health without changing it. */
export interface HealthView {
  /** Always answers; UNKNOWN for a model without evidence. */
  read(modelId: string): ModelHealth;
}
