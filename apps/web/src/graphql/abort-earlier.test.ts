import { Client, createRequest, makeOperation, type Operation } from '@urql/core';
import { expect, test } from 'vitest';
import { filter, makeSubject, map, pipe, publish, tap } from 'wonka';
import { abortEarlier } from './abort-earlier.ts';

/** The kinds of the operations that were sent on. `answer` answers an operation. */
function start() {
  const sent: string[] = [];
  const { source, next } = makeSubject<Operation>();
  const answers = makeSubject<Operation>();
  const client = new Client({ url: 'http://api.test/graphql', preferGetMethod: false, exchanges: [] });
  const forward: Parameters<typeof abortEarlier>[0]['forward'] = (operations) => {
    pipe(
      operations,
      tap(({ kind }) => sent.push(kind)),
      publish,
    );
    return pipe(
      answers.source,
      filter(({ kind }) => kind !== 'teardown'),
      map((operation) => ({ operation, data: {}, stale: false, hasNext: false })),
    );
  };
  pipe(abortEarlier({ client, forward, dispatchDebug: () => {} })(source), publish);
  const query = client.createRequestOperation('query', createRequest('{ viewer { role } }', {}));
  return { sent, send: next, answer: answers.next, query };
}

test('a query that is sent again before its answer ends its earlier request', () => {
  const { sent, send, query } = start();
  send(query);
  send(query);
  expect(sent).toEqual(['query', 'teardown', 'query']);
});

test('a query that was answered or left is sent alone', () => {
  const { sent, send, answer, query } = start();
  send(query);
  answer(query);
  send(query);
  send(makeOperation('teardown', query));
  send(query);
  expect(sent).toEqual(['query', 'query', 'teardown', 'query']);
});
