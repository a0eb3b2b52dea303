import { GraphQLError } from 'graphql';

/** The error for a document or an operation that may not run: BAD_USER_INPUT and one sentence. */
export function operationRefusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
