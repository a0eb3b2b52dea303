/** How long to wait before a model is called again. */
export interface Backoff {
  /** `calls`: how many were made, 1 or more. `random`: 0 up to, not including, 1. Milliseconds. */
  waitMs(calls: number, random: number): number;
}
