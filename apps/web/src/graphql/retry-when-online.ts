import { type Exchange, makeOperation, type Operation } from '@urql/core';
import { makeSubject, merge, pipe, tap } from 'wonka';
import type { Connection } from './connection.ts';
import { isUnreachable } from './describe-error.ts';

/** Wait before a query is repeated that failed on a connected socket, such as when a proxy lost it. Milliseconds. */
export const retryAfterMs = 5_000;

/** Repeats every query on the screen that the API did not answer: after the reconnection, or after a wait. */
export function retryWhenOnline(connection: Connection): Exchange {
  return ({ forward }) => {
    const failed = new Map<number, Operation>();
    const retries = makeSubject<Operation>();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const retry = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (connection.read() === 'offline') return;
      const operations = [...failed.values()];
      failed.clear();
      for (const operation of operations) {
        retries.next(makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }));
      }
    };
    connection.watch(() => connection.read() === 'online' && retry());

    return (operations) =>
      pipe(
        merge([operations, retries.source]),
        tap((operation) => {
          if (operation.kind === 'teardown') failed.delete(operation.key);
        }),
        forward,
        tap((result) => {
          if (result.operation.kind !== 'query') return;
          if (!isUnreachable(result.error)) {
            failed.delete(result.operation.key);
            return;
          }
          failed.set(result.operation.key, result.operation);
          timer ??= setTimeout(retry, retryAfterMs);
        }),
      );
  };
}
