import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { errorCodes, isPublicCode } from '../errors/error-codes.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { type ErrorLog, toServiceError } from '../errors/to-service-error.ts';

/** The only code of another protocol: clients of automatic persisted queries expect it. */
const persistedQueryMiss = 'PERSISTED_QUERY_NOT_FOUND';

/** The most characters of a message. */
const longestMessage = 4_000;

/** Converts a thrown value to the error that a caller may see. All GraphQL transports use it. */
export type ToGraphqlError = (error: unknown, requestId: string) => GraphQLError;

/**
 * Errors for callers keep their code. An unexpected error becomes INTERNAL with a reference, under which the log has
 * the error. All errors have the id of their request.
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

/** The original error. GraphQL wraps it to add its place in the operation. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError) {
    const inner: unknown = root.cause ?? root.originalError;
    if (inner == null) return root;
    root = inner;
  }
  return root;
}

/** Errors of GraphQL and of the transport have their own codes, or none. For a caller they are bad input. */
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

/** Limits the length of a message, because it may quote a part of the request. */
function shorten(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
}
