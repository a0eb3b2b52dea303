import type { Disturbance } from './disturbance.ts';

/** One thing that can go wrong with an upstream. */
export type Fault = {
  /** As in `sim-429` and `x-sim-fault: 429`. */
  name: string;
  /** What the client sees, in one line. */
  summary: string;
  /** The number behind the name (`cut:5`); null where there is none. */
  parameter: { meaning: string; usual: number } | null;
  disturb: (parameter: number, facts: FaultFacts) => Disturbance;
};

/** What a fault may look at. */
type FaultFacts = {
  /** Whether the request ends with an assistant message to go on from. */
  hasPrefill: boolean;
  /** Milliseconds since this model was first asked with this fault. */
  elapsedMs: number;
};
