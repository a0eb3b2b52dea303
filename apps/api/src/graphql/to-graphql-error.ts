import { randomUUID } from 'node:crypto';
import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { isDatabaseUnavailable } from '../database/is-database-unavailable.ts';
import { isUnstorableText } from '../database/is-unstorable-text.ts';
import { GenerationError } from '../generation/generation-error.ts';

/** The codes that callers are promised, beside those of `GenerationError`. */
const callersCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'BUDGET_EXCEEDED',
  'RATE_LIMITED',
  'NO_MODEL_AVAILABLE',
  'ALL_MODELS_FAILED',
  'CONTENT_FILTERED',
  'CONTEXT_LENGTH_EXCEEDED',
  'INVALID_RESPONSE',
  'CANCELLED',
  'INTERNAL',
]);

/** Characters of a message. */
const longestMessage = 4_000;

/** Where errors that are nobody's business but the operator's are written. */
export interface ErrorLog {
  error(facts: Record<string, unknown>, message: string): void;
}

/** Turns whatever was thrown into what a caller may see; one mapper for every GraphQL door. */
export type ToGraphqlError = (error: unknown) => GraphQLError;

/**
 * Errors that were made for callers pass, with a code; everything else becomes INTERNAL with a reference, under which
 * the real error stands in the log.
 */
export function createToGraphqlError(log: ErrorLog): ToGraphqlError {
  const passed = new WeakSet<GraphQLError>();
  return (thrown) => {
    if (thrown instanceof GraphQLError && passed.has(thrown)) return thrown;
    const error = translate(thrown, log);
    passed.add(error);
    return error;
  };
}

function translate(thrown: unknown, log: ErrorLog): GraphQLError {
  const located = thrown instanceof GraphQLError ? thrown : null;
  const cause = rootOf(thrown);
  if (cause instanceof GraphQLError) return withCode(cause, located);
  if (cause instanceof GenerationError) return rebuild(located, cause.message, { code: cause.code, ...cause.details });
  if (cause instanceof PothosValidationError) return rebuild(located, cause.message, { code: 'BAD_USER_INPUT' });
  if (isAbort(cause)) return rebuild(located, 'The operation was cancelled.', { code: 'CANCELLED' });
  if (isUnstorableText(cause)) {
    const message = 'A text in the request holds the character U+0000, which no record can have: leave it out.';
    return rebuild(located, message, { code: 'BAD_USER_INPUT' });
  }
  const reference = randomUUID();
  log.error({ reference, path: located?.path, err: cause }, 'A GraphQL operation failed.');
  const what = isDatabaseUnavailable(cause)
    ? 'The database does not answer; ask again in a moment'
    : 'Something went wrong here';
  return rebuild(located, `${what}. The log has it under ${reference}.`, {
    code: 'INTERNAL',
    reference,
  });
}

/** What was thrown at the bottom: GraphQL wraps it to say where in the operation it was. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError) {
    const inner: unknown = root.cause ?? root.originalError;
    if (inner == null) return root;
    root = inner;
  }
  return root;
}

/** What the language and the HTTP door find wrong carries names of their own, or none: to a caller it is bad input. */
function withCode(error: GraphQLError, located: GraphQLError | null): GraphQLError {
  const { code } = error.extensions;
  const isOurs = typeof code === 'string' && callersCodes.has(code);
  return rebuild(located ?? error, error.message, { ...error.extensions, code: isOurs ? code : 'BAD_USER_INPUT' });
}

function rebuild(located: GraphQLError | null, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(shorten(message), {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
    extensions,
  });
}

/** Messages repeat what they are about, which may be as long as a request. */
function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
