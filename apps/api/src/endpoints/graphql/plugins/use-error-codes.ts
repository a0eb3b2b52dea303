import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ToGraphqlError } from '../../../graphql/to-graphql-error.ts';
import type { HttpContext } from '../http-context.ts';

/** Gives a code to every error from before and beside execution. */
export function useErrorCodes(toError: ToGraphqlError): Plugin<object, HttpContext> {
  return {
    onResultProcess({ result, setResult, serverContext: { requestId } }) {
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors === undefined) return;
      setResult({ ...result, errors: result.errors.map((error) => toError(error, requestId)) });
    },
  };
}
