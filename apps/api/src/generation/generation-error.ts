import type { FailureCode } from './generation.ts';

/** A request that cannot be served, with a code that every endpoint knows how to translate. */
export class GenerationError extends Error {
  readonly code: FailureCode | 'NOT_FOUND';
  /** More for the caller, as `generationId` and `attempts`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode | 'NOT_FOUND', message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'GenerationError';
    this.code = code;
    this.details = details;
  }
}
