import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { errorCodes, isPublicCode } from '../errors/error-codes.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { type ErrorLog, toServiceError } from '../errors/to-service-error.ts';

/** The one code of another protocol: clients of automatic persisted queries wait for it. */
const persistedQueryMiss = 'PERSISTED_QUERY_NOT_FOUND';

/** Characters of a message. */
const longestMessage = 4_000;

/** Turns anything that was thrown into the error that a caller may see: one mapper for every GraphQL transport. */
export type ToGraphqlError = (error: unknown, requestId: string) => GraphQLError;

/**
 * Errors for callers pass, with a code. An unexpected error becomes INTERNAL with a reference, and the log has the error
 * under it. All carry the id of their request.
 */
export function createToGraphqlError(log: ErrorLog): ToGraphqlError {
  const passed = new WeakSet<GraphQLError>();
  return (thrown, requestId) => {
    if (thrown instanceof GraphQLError && passed.has(thrown)) return thrown;
    const error = translate(thrown, requestId, log);
    passed.add(error);
    return error;
  };
}

/** The members of an error's `extensions`. */
export function errorExtensions(
  { code, field, details }: ServiceError,
  requestId: string,
): Record<string, unknown> & { code: string } {
  return { code: errorCodes[code].graphql, ...(field !== null && { field }), ...details, requestId };
}

function translate(thrown: unknown, requestId: string, log: ErrorLog): GraphQLError {
  const located = thrown instanceof GraphQLError ? thrown : null;
  const cause = rootOf(thrown);
  if (cause instanceof GraphQLError) return withCode(cause, located, requestId);
  if (cause instanceof PothosValidationError) {
    return rebuild(located, cause.message, { code: 'BAD_USER_INPUT', requestId });
  }
  const path = located?.path;
  const error = toServiceError(cause, log, { requestId, ...(path !== undefined && { path }) });
  return rebuild(located, error.message, errorExtensions(error, requestId));
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

/** What the language and the transport find wrong has codes of their own, or none: to a caller it is bad input. */
function withCode(error: GraphQLError, located: GraphQLError | null, requestId: string): GraphQLError {
  const { code } = error.extensions;
  const publicCode = isPublicCode(code) || code === persistedQueryMiss ? code : 'BAD_USER_INPUT';
  return rebuild(located ?? error, error.message, { ...error.extensions, code: publicCode, requestId });
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
