import type { Generation } from '../generation/generation.ts';

/** Keeps what has ended. Records of many generations are written together, one transaction per flush. */
export interface Recorder {
  /** Resolves when the generation and its attempts are durable. `generation.settledAtMs` must be set. */
  record(generation: Generation): Promise<void>;
  /** Writes what is waiting and takes no more. */
  close(): Promise<void>;
}
