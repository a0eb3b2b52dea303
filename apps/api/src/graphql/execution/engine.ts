import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  validateSubscriptionArgs,
} from 'graphql';
import type { ToGraphqlError } from '../to-graphql-error.ts';
import { Documents } from './documents.ts';
import { createEventProjector } from './event-projector.ts';
import type { QueryLimits } from './limit-query.ts';
import { ResponseStream } from './response-stream.ts';

/** Reads and runs operations, for every door in the same way: the same limits, the same errors. */
export interface GraphqlEngine {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  /** Resolves to a result instead of a stream when there is nothing to stream. */
  subscribe(args: ExecutionArgs): Promise<ResponseStream | ExecutionResult>;
}

export function createEngine(schema: GraphQLSchema, toError: ToGraphqlError, limits?: QueryLimits): GraphqlEngine {
  const mapErrors = (result: ExecutionResult): ExecutionResult =>
    result.errors === undefined ? result : { ...result, errors: result.errors.map(toError) };
  return {
    schema,
    documents: new Documents(schema, limits),
    execute: async (args) => mapErrors(await execute(args)),
    subscribe: async (args) => {
      const validated = validateSubscriptionArgs(args);
      if (!('schema' in validated)) return mapErrors({ errors: validated });
      const source = await createSourceEventStream(validated);
      if (!(Symbol.asyncIterator in source)) return mapErrors(source);
      return new ResponseStream(source, {
        args: validated,
        projector: createEventProjector(validated),
        mapErrors,
        toError,
      });
    },
  };
}
