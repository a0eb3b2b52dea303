import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ToGraphqlError } from '../../../graphql/to-graphql-error.ts';
import type { HttpContext } from '../http-context.ts';

/** Gives a code to every error from outside the execution. */
export function useErrorCodes(toError: ToGraphqlError): Plugin<object, HttpContext> {
  return {
    onResultProcess({ result, setResult, serverContext: { requestId } }) {
      if (isAsyncIterable(result)) return;
      const coded = (one: ExecutionResult): ExecutionResult =>
        one.errors === undefined ? one : { ...one, errors: one.errors.map((error) => toError(error, requestId)) };
      if (Array.isArray(result)) setResult(result.map(coded));
      else if (result.errors !== undefined) setResult(coded(result));
    },
  };
}
