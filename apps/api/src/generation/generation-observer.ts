import type { SettledAttempt } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';

/** The result of a request for a generation. `code`: the code of its error; null if it has none. */
export type GenerationResult = {
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'REFUSED';
  code: string | null;
};

/**
 * Receives attempts and generations as they end, for metrics. Called once for each, never for a token. Never throws.
 */
export interface GenerationObserver {
  attemptEnded(attempt: SettledAttempt, request: GenerationRequest): void;
  /** `REFUSED`: no model was called, and nothing was recorded. */
  generationEnded(result: GenerationResult): void;
}

/** Calls all of these observers, in their order. */
export function allObservers(observers: readonly GenerationObserver[]): GenerationObserver {
  return {
    attemptEnded(attempt, request) {
      for (const observer of observers) observer.attemptEnded(attempt, request);
    },
    generationEnded(result) {
      for (const observer of observers) observer.generationEnded(result);
    },
  };
}
