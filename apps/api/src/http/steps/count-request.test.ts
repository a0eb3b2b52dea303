import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { Arrival, Exchange } from '../endpoint.ts';
import { countHandshake, countRequest } from './count-request.ts';

function counting() {
  const seen: [string, number | null][] = [];
  return { seen, observer: { requestEnded: (...ended: [string, number | null]) => void seen.push(ended) } };
}

test('a request is counted once when it ends, under the path of its endpoint', () => {
  const { seen, observer } = counting();
  const response = Object.assign(new EventEmitter(), { headersSent: false, statusCode: 200 });
  const exchange = { response: response as unknown as ServerResponse, endpoint: { path: '/v1/models/*' } };
  void countRequest(observer)(exchange as Exchange);
  expect(seen).toEqual([]);
  Object.assign(response, { headersSent: true, statusCode: 404 });
  response.emit('close');
  expect(seen).toEqual([['/v1/models/*', 404]]);
});

test('a request that is cut off before its response has no status', () => {
  const { seen, observer } = counting();
  const response = Object.assign(new EventEmitter(), { headersSent: false, statusCode: 200 });
  const exchange = { response: response as unknown as ServerResponse, endpoint: { path: '/graphql' } };
  void countRequest(observer)(exchange as Exchange);
  response.emit('close');
  expect(seen).toEqual([['/graphql', null]]);
});

test('a handshake is counted with its status', () => {
  const { seen, observer } = counting();
  countHandshake(observer)({ endpoint: { path: '/graphql' } } as Arrival, 101);
  countHandshake(observer)({ endpoint: { path: '/*' } } as Arrival, 404);
  expect(seen).toEqual([
    ['/graphql', 101],
    ['/*', 404],
  ]);
});
