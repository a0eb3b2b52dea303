import { type Exchange, makeOperation } from '@urql/core';
import { fromArray, fromValue, mergeMap, pipe, tap } from 'wonka';

/**
 * Aborts the earlier request of a query that is sent again. Its older answer may otherwise arrive last, and stay. Place
 * it directly before the exchange that sends.
 */
export const abortEarlier: Exchange = ({ forward }) => {
  const sent = new Set<number>();
  return (operations) =>
    pipe(
      operations,
      mergeMap((operation) => {
        const isSentAgain = operation.kind === 'query' && sent.has(operation.key);
        if (operation.kind === 'query') sent.add(operation.key);
        if (operation.kind === 'teardown') sent.delete(operation.key);
        return isSentAgain ? fromArray([makeOperation('teardown', operation), operation]) : fromValue(operation);
      }),
      forward,
      tap(({ operation, hasNext }) => {
        if (!hasNext) sent.delete(operation.key);
      }),
    );
};
