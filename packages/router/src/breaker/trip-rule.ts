/** Says when a model has failed enough. Told of every outcome while the breaker is closed. */
export interface TripRule {
  succeeded(nowMs: number): void;
  failed(nowMs: number): void;
  isTripped(nowMs: number): boolean;
  /** Forgets: the breaker has closed again. */
  reset(): void;
}
