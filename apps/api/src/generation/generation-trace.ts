import type { Generation, SettledAttempt } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';

/** The stages that a trace shows. */
export type TracedStage = 'plan' | 'reserve' | 'settlement';

/** Follows one generation. Never throws. Times are epoch milliseconds. */
export interface GenerationTrace {
  /** A stage has done its own part. The time of later stages is not counted. */
  stageEnded(stage: TracedStage, beganAtMs: number, endedAtMs: number): void;
  /** The headers for the next call of this deployment. They let its provider join the trace. */
  headersFor(modelId: string, deploymentId: string): Readonly<Record<string, string>>;
  attemptEnded(attempt: SettledAttempt): void;
  /** The generation has ended and is recorded. */
  ended(generation: Generation): void;
  /** The request was refused before it ran. `code`: the code of its error. */
  refused(code: string, atMs: number): void;
}

/** Traces generations. */
export interface GenerationTraces {
  begin(request: GenerationRequest, atMs: number): GenerationTrace;
}
