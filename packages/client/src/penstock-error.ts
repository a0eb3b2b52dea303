import type { Generation } from './events.ts';

/** What the service says, or why it could not be reached. Further codes may be added. */
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
  /** The connection could not be made, or was lost for too long. */
  | 'UNREACHABLE'
  | (string & {});

export type ErrorFacts = {
  /** The generation that it concerns, where one was started. */
  generationId?: string | undefined;
  /** As it ended, with the text that came and its cost. */
  generation?: Generation | undefined;
  /** With RATE_LIMITED. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

/** The only error that this package throws, but for the reason of a signal that was aborted. */
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
