import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { Arrival, Exchange } from '../endpoint.ts';
import { countHandshake, countRequest } from './count-request.ts';

function exchangeAt(path: string) {
  const response = { headersSent: false, statusCode: 200 };
  const onEnd: (() => void)[] = [];
  const exchange = { response: response as ServerResponse, endpoint: { path }, onEnd } as unknown as Exchange;
  const end = (): void => {
    for (const listener of onEnd) listener();
  };
  return { response, exchange, end };
}

function counting() {
  const seen: [string, number | null][] = [];
  return { seen, observer: { requestEnded: (...ended: [string, number | null]) => void seen.push(ended) } };
}

test('a request is counted once when it ends, under the path of its endpoint', () => {
  const { seen, observer } = counting();
  const { response, exchange, end } = exchangeAt('/v1/models/*');
  void countRequest(observer)(exchange);
  expect(seen).toEqual([]);
  Object.assign(response, { headersSent: true, statusCode: 404 });
  end();
  expect(seen).toEqual([['/v1/models/*', 404]]);
});

test('a request that is cut off before its response has no status', () => {
  const { seen, observer } = counting();
  const { exchange, end } = exchangeAt('/graphql');
  void countRequest(observer)(exchange);
  end();
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
