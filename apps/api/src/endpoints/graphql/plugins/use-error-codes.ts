import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ToGraphqlError } from '../../../graphql/to-graphql-error.ts';

/** The last look at a result: whatever went wrong before and beside execution gets its code here. */
export function useErrorCodes(toError: ToGraphqlError): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors === undefined) return;
      setResult({ ...result, errors: result.errors.map(toError) });
    },
  };
}
