import type { Generation, SettledAttempt } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';

/** The stages that a trace shows. */
export type TracedStage = 'plan' | 'reserve' | 'settlement';

/** Follows one generation. Never throws. Times are epoch milliseconds. */
export interface GenerationTrace {
  /** A stage has done its own part; those behind it are not counted. */
  stageEnded(stage: TracedStage, beganAtMs: number, endedAtMs: number): void;
  /** The headers of the next call of this deployment, by which its provider can join the trace. */
  headersFor(modelId: string, deploymentId: string): Readonly<Record<string, string>>;
  attemptEnded(attempt: SettledAttempt): void;
  /** It has ended and is recorded. */
  ended(generation: Generation): void;
  /** It was refused before it ran. `code`: of its error. */
  refused(code: string, atMs: number): void;
}

/** Traces generations. */
export interface GenerationTraces {
  begin(request: GenerationRequest, atMs: number): GenerationTrace;
}
