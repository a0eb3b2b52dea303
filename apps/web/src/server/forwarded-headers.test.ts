import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { setForwardedHeaders, stripHopByHop } from './forwarded-headers.ts';

test('headers of one connection are removed, with the headers that it names; the body keeps its length and encoding', () => {
  const headers = {
    connection: 'keep-alive, X-Hop, Transfer-Encoding, Content-Length',
    'keep-alive': 'timeout=5',
    'x-hop': '1',
    upgrade: 'h2c',
    'transfer-encoding': 'chunked',
    'content-length': '3',
    accept: '*/*',
  };
  stripHopByHop(headers);
  expect(headers).toEqual({ 'transfer-encoding': 'chunked', 'content-length': '3', accept: '*/*' });
});

test('headers of an earlier proxy are kept, and the peer comes last', () => {
  const headers = { host: 'gw.example', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
  setForwardedHeaders({ headers, socket: { remoteAddress: '10.0.0.2' } } as unknown as IncomingMessage);
  expect(headers).toMatchObject({
    'x-forwarded-for': '203.0.113.9, 10.0.0.2',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'gw.example',
  });
});
