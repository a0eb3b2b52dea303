import { type Exchange, makeOperation, type Operation } from '@urql/core';
import { makeSubject, merge, pipe, tap } from 'wonka';
import type { Connection } from './connection.ts';

/** Repeats every query on the screen that failed because of the network, once the connection is back. */
export function retryWhenOnline(connection: Connection): Exchange {
  return ({ forward }) => {
    const failed = new Map<number, Operation>();
    const retries = makeSubject<Operation>();

    connection.watch(() => {
      if (connection.read() !== 'online') return;
      for (const operation of failed.values()) {
        retries.next(makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }));
      }
      failed.clear();
    });

    return (operations) =>
      pipe(
        merge([operations, retries.source]),
        tap((operation) => {
          if (operation.kind === 'teardown') failed.delete(operation.key);
        }),
        forward,
        tap((result) => {
          if (result.operation.kind !== 'query') return;
          if (result.error?.networkError) failed.set(result.operation.key, result.operation);
          else failed.delete(result.operation.key);
        }),
      );
  };
}
