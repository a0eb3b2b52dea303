import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlEngine } from '../../../graphql/execution/engine.ts';
import { operationRefusal } from '../../../graphql/execution/refuse-operation.ts';
import type { HttpContext } from '../http-context.ts';

/** Parses and runs operations with the engine that also serves WebSocket. */
export function useEngine({ documents, execute, subscribe }: GraphqlEngine): Plugin<HttpContext> {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => documents.parse(String(source))),
    onValidate: ({ setValidationFn }) => setValidationFn((_schema, document) => documents.validate(document)),
    onExecute: ({ args, setExecuteFn }) => {
      const result = args.contextValue.begun?.result;
      setExecuteFn(result === undefined ? execute : () => result);
    },
    onSubscribe: ({ args, setSubscribeFn }) => {
      setSubscribeFn(args.contextValue.isBatch === true ? refuseInBatch : subscribe);
    },
  };
}

const message = 'A batch may only have queries and mutations; send a subscription alone.';

function refuseInBatch(): ExecutionResult {
  return { errors: [operationRefusal(message)] };
}
