import {
  Client,
  CombinedError,
  type Exchange,
  type ExecutionResult,
  makeResult,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { filter, make, mergeMap, pipe, takeUntil } from 'wonka';

type Variables = Record<string, unknown>;

/** The results of operations by name: data, or an error to throw. */
export type Answers = Record<string, (variables: Variables) => Record<string, unknown>>;

export type ScriptedClient = {
  client: Client;
  /** Every sent operation, in order. */
  sent: { name: string; variables: Variables }[];
  /** Sends data to the open subscriptions of a name. */
  emit(name: string, data: Record<string, unknown>): void;
};

/** A urql client without a network. Queries and mutations are scripted, and `emit` sends to subscriptions. */
export function scriptedClient(answers: Answers): ScriptedClient {
  const sent: ScriptedClient['sent'] = [];
  const open = new Map<string, Set<(data: Record<string, unknown>) => void>>();

  const exchange: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind !== 'teardown'),
      mergeMap((operation) =>
        pipe(
          make<OperationResult>(({ next }) => answer(operation, next)),
          takeUntil(
            pipe(
              operations,
              filter(({ kind, key }) => kind === 'teardown' && key === operation.key),
            ),
          ),
        ),
      ),
    );

  function answer(operation: Operation, next: (result: OperationResult) => void): () => void {
    const name = nameOf(operation);
    const variables: Variables = operation.variables ?? {};
    sent.push({ name, variables });
    if (operation.kind === 'subscription') {
      const listener = (data: Record<string, unknown>) => next(makeResult(operation, { data, hasNext: true }));
      const listeners = open.get(name) ?? new Set();
      open.set(name, listeners.add(listener));
      return () => listeners.delete(listener);
    }
    queueMicrotask(() => next(makeResult(operation, resultOf(name, variables))));
    return () => {};
  }

  function resultOf(name: string, variables: Variables): ExecutionResult {
    const script = answers[name];
    if (!script) throw new Error(`The test has no answer for ${name}.`);
    try {
      return { data: script(variables), hasNext: false };
    } catch (error) {
      if (error instanceof CombinedError) return { errors: error.graphQLErrors, hasNext: false };
      throw error;
    }
  }

  return {
    client: new Client({ url: 'http://api.test/graphql', preferGetMethod: false, exchanges: [exchange] }),
    sent,
    emit(name, data) {
      for (const listener of open.get(name) ?? []) listener(data);
    },
  };
}

/** An error of the API. */
export function apiError(code: string, message: string): CombinedError {
  return new CombinedError({ graphQLErrors: [{ message, extensions: { code } }] });
}

/** The name of an operation. */
export function nameOf({ query }: Operation): string {
  const [definition] = query.definitions;
  return (definition && 'name' in definition && definition.name?.value) || 'anonymous';
}
