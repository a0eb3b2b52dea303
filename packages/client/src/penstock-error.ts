import type { Generation } from './events.ts';

/** The service's error code, or the reason why the service could not be reached. Further codes may be added. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BUDGET_EXCEEDED'
  | 'RATE_LIMITED'
  | 'NO_MODEL_AVAILABLE'
  | 'ALL_MODELS_FAILED'
  | 'CONTENT_FILTERED'
  | 'CONTEXT_LENGTH_EXCEEDED'
  | 'INVALID_RESPONSE'
  | 'CANCELLED'
  | 'INTERRUPTED'
  | 'INTERNAL'
  /** The connection could not be opened, or was lost for too long. */
  | 'UNREACHABLE'
  | (string & {});

export type ErrorFacts = {
  /** The id of the generation, if it was started. */
  generationId?: string | undefined;
  /** The final generation, with its text and its cost. */
  generation?: Generation | undefined;
  /** With RATE_LIMITED. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

/** The only error that this package throws, except the reason of an aborted signal. */
export class PenstockError extends Error {
  readonly code: ErrorCode;
  readonly generationId: string | undefined;
  readonly generation: Generation | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'PenstockError';
    this.code = code;
    this.generationId = facts.generationId ?? facts.generation?.id;
    this.generation = facts.generation;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

type GraphqlError = { message?: unknown; extensions?: Readonly<Record<string, unknown>> };

/** The first of the errors of a GraphQL answer. */
export function fromGraphqlErrors(errors: readonly unknown[]): PenstockError {
  const { message, extensions = {} } = (errors[0] ?? {}) as GraphqlError;
  const { code, generationId, retryAfterMs } = extensions;
  return new PenstockError(typeof code === 'string' ? code : 'INTERNAL', String(message ?? 'The request failed.'), {
    generationId: typeof generationId === 'string' ? generationId : undefined,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  });
}
