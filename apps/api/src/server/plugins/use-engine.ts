import type { Plugin } from 'graphql-yoga';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';

/** Reads and runs operations by the same engine as the WebSocket door. */
export function useEngine({ documents, execute, subscribe }: GraphqlEngine): Plugin {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => documents.parse(String(source))),
    onValidate: ({ setValidationFn }) => setValidationFn((_schema, document) => documents.validate(document)),
    onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
  };
}
