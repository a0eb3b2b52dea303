import { Client, type Exchange, makeErrorResult, makeResult, type Operation, type OperationResult } from '@urql/core';
import { filter, make, mergeMap, pipe, takeUntil } from 'wonka';
import { Connection } from '../graphql/connection.ts';
import { storeAnswers } from '../graphql/create-graphql-client.ts';
import { nameOf } from './scripted-client.ts';

/** A request without an answer yet. */
export type HeldRequest = {
  name: string;
  variables: Record<string, unknown>;
  answer(data: Record<string, unknown>): void;
  /** Answers that the network failed. */
  fail(): void;
};

export type HeldClient = {
  client: Client;
  /** The unanswered queries and mutations, in the order in which they were sent. An aborted request is not in it. */
  requests(): readonly HeldRequest[];
  /** Sends data to the open subscriptions of a name. */
  emit(name: string, data: Record<string, unknown>): void;
};

/** A client with the console's cache, whose test answers each request. Data needs its `__typename`. */
export function heldClient(): HeldClient {
  const requests = new Set<HeldRequest>();
  const listeners = new Set<{ name: string; tell(data: Record<string, unknown>): void }>();

  function open(operation: Operation, next: (result: OperationResult) => void): () => void {
    const name = nameOf(operation);
    if (operation.kind === 'subscription') {
      const tell = (data: Record<string, unknown>) => next(makeResult(operation, { data, hasNext: true }));
      const listener = { name, tell };
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
    const request: HeldRequest = {
      name,
      variables: operation.variables ?? {},
      answer(data) {
        requests.delete(request);
        next(makeResult(operation, { data, hasNext: false }));
      },
      fail() {
        requests.delete(request);
        next(makeErrorResult(operation, new TypeError('network')));
      },
    };
    requests.add(request);
    return () => requests.delete(request);
  }

  const network: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind !== 'teardown'),
      mergeMap((operation) =>
        pipe(
          make<OperationResult>(({ next }) => open(operation, next)),
          takeUntil(
            pipe(
              operations,
              filter(({ kind, key }) => kind === 'teardown' && key === operation.key),
            ),
          ),
        ),
      ),
    );

  return {
    client: new Client({
      url: 'http://api.test/graphql',
      preferGetMethod: false,
      exchanges: [storeAnswers(new Connection()), network],
    }),
    requests: () => [...requests],
    emit(name, data) {
      for (const listener of listeners) if (listener.name === name) listener.tell(data);
    },
  };
}
