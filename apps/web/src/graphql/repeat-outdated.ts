import { type Exchange, makeOperation, type Operation, type OperationResult } from '@urql/core';
import { makeSubject, map, merge, pipe, tap } from 'wonka';
import { isUnreachable } from './describe-error.ts';
import { addChanges, type Changes, isOutdated } from './list-changes.ts';
import { rootFieldsOf } from './root-fields.ts';

/** The lists of Query whose changes are the events of the subscription with the same name. */
const followed: readonly string[] = ['budgets'];

/**
 * Repeats each query whose answer may be older than a change that the page has received. The API may have read the
 * answer before the change, and answers arrive in any order. Place it before the cache.
 *
 * The result of a mutation restarts every unanswered query. The cache would put the old answer below its own
 * invalidation, and then return no data.
 *
 * An event repeats an unanswered query if its answer differs from the event. The query is not restarted: a slow one would
 * never be answered between events.
 */
export const repeatOutdated: Exchange = ({ forward }) => {
  const unanswered = new Map<number, Operation>();
  /** The changes that events brought since a query was sent, by the key of the query. */
  const changes = new Map<number, Changes>();
  const { source: repeats, next: send } = makeSubject<Operation>();

  function repeat(operation: Operation): void {
    changes.delete(operation.key);
    unanswered.set(operation.key, operation);
    send(makeOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }));
  }

  function restartAll(): void {
    for (const operation of unanswered.values()) {
      send(makeOperation('teardown', operation));
      repeat(operation);
    }
  }

  function keepEvent({ operation: event, data }: OperationResult): void {
    const fields = rootFieldsOf(event).filter((field) => followed.includes(field));
    for (const operation of fields.length === 0 ? [] : unanswered.values()) {
      if (!rootFieldsOf(operation).some((field) => fields.includes(field))) continue;
      changes.set(operation.key, addChanges(changes.get(operation.key), data));
    }
  }

  function acceptAnswer(result: OperationResult): OperationResult {
    const { operation, data, error, stale } = result;
    if (stale || isUnreachable(error)) return result;
    unanswered.delete(operation.key);
    const since = changes.get(operation.key);
    changes.delete(operation.key);
    if (since === undefined || !isOutdated(data, since, followed)) return result;
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
            changes.delete(operation.key);
          }),
        ),
        repeats,
      ]),
      forward,
      map((result) => {
        if (result.operation.kind === 'query') return acceptAnswer(result);
        if (result.operation.kind === 'mutation') restartAll();
        if (result.operation.kind === 'subscription') keepEvent(result);
        return result;
      }),
    );
};
