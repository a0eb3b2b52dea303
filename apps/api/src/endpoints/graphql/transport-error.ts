import { GraphQLError } from 'graphql';
import { errorCodes } from '../../errors/error-codes.ts';
import { ServiceError } from '../../errors/service-error.ts';

/** A `ServiceError` for yoga, which takes status and headers from the extensions and removes them there. */
export function toTransportError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { status, graphql } = errorCodes[error.code];
  return new GraphQLError(error.message, { extensions: { code: graphql, http: { status, headers: error.headers } } });
}

/** The error for an operation that must not run in this way. */
export function badInput(message: string): unknown {
  return toTransportError(new ServiceError('BAD_USER_INPUT', message));
}

/** Clients of automatic persisted queries check for this message or this code, in a response with status 200. */
export function persistedQueryNotFound(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200 } },
  });
}
