import { type Exchange, makeOperation, type Operation, type OperationResult } from '@urql/core';
import { makeSubject, map, merge, pipe, tap } from 'wonka';
import { isUnreachable } from './describe-error.ts';
import { rootFieldsOf } from './root-fields.ts';

/** The fields of Query with the same objects as the events of a field of Subscription. */
const followedBy: Readonly<Record<string, readonly string[]>> = {
  budgets: ['budgets'],
  policy: ['policy', 'policyRevisions'],
};

/**
 * Repeats each query whose answer may be older than a change that the page has received. The API may have read the
 * answer before the change, and answers arrive in any order. Place it before the cache.
 *
 * - The result of a mutation restarts every unanswered query. The cache would put the old answer below its own
 *   invalidation, and then return no data.
 * - An event repeats the unanswered queries that show the same objects, after their answers. It does not restart them:
 *   a slow query would never be answered between events.
 */
export const repeatOutdated: Exchange = ({ forward }) => {
  const unanswered = new Map<number, Operation>();
  const outdated = new Set<number>();
  const { source: repeats, next: send } = makeSubject<Operation>();

  function repeat(operation: Operation): void {
    outdated.delete(operation.key);
    unanswered.set(operation.key, operation);
    send(makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }));
  }

  function restartAll(): void {
    for (const operation of unanswered.values()) {
      send(makeOperation('teardown', operation));
      repeat(operation);
    }
  }

  function markFollowers(event: Operation): void {
    const fields = rootFieldsOf(event).flatMap((field) => followedBy[field] ?? []);
    for (const operation of unanswered.values()) {
      if (rootFieldsOf(operation).some((field) => fields.includes(field))) outdated.add(operation.key);
    }
  }

  function acceptAnswer(result: OperationResult): OperationResult {
    const { operation, error, stale } = result;
    if (stale || isUnreachable(error)) return result;
    unanswered.delete(operation.key);
    if (!outdated.has(operation.key)) return result;
    repeat(operation);
    return { ...result, stale: true };
  }

  return (operations) =>
    pipe(
      merge([
        pipe(
          operations,
          tap((operation) => {
            if (operation.kind === 'query') unanswered.set(operation.key, operation);
            if (operation.kind !== 'teardown') return;
            unanswered.delete(operation.key);
            outdated.delete(operation.key);
          }),
        ),
        repeats,
      ]),
      forward,
      map((result) => {
        if (result.operation.kind === 'query') return acceptAnswer(result);
        if (result.operation.kind === 'mutation') restartAll();
        if (result.operation.kind === 'subscription') markFollowers(result.operation);
        return result;
      }),
    );
};
