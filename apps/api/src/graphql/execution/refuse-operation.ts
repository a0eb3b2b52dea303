import { GraphQLError } from 'graphql';

/** The refusal of a document or an operation before any of it runs: BAD_USER_INPUT and one sentence. */
export function operationRefusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
