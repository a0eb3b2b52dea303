import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp } from './create-http.ts';

let http: Server;
let upgrades: number;

beforeEach(async () => {
  upgrades = 0;
  http = createHttp({
    limits: { headerBytes: 1_024, bodyMs: 200 },
    answer: (request, response) => {
      if (request.url === '/begun') response.writeHead(200).write('begun');
      else if (request.url === '/slow') setTimeout(() => response.end('slow'), 50);
      else request.resume().once('end', () => response.end('answered'));
    },
    upgrade: (_request, socket) => {
      upgrades++;
      socket.end();
    },
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
afterEach(() => {
  http.closeAllConnections();
  http.close();
});

/** All bytes of the response until the connection closes. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

describe('an invalid request gets our error message', () => {
  test.each([
    ['garbage', 'garbage\r\n\r\n', 400, 'This is not a valid HTTP request.'],
    ['TLS', Buffer.from('16030100f1010000ed0303', 'hex'), 400, 'This port speaks HTTP, not TLS: use http://.'],
    [
      'large headers',
      `GET / HTTP/1.1\r\nHost: x\r\nx: ${'x'.repeat(2_000)}\r\n\r\n`,
      431,
      'The headers are larger than PENSTOCK_MAX_HEADER_BYTES allows.',
    ],
    ['slow headers', 'GET / HTTP/1.1\r\nHost: x\r\n', 408, 'The request did not arrive in time.'],
    [
      'a slow body',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx',
      408,
      'The request did not arrive in time.',
    ],
    [
      'an expectation',
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: much\r\n\r\n',
      417,
      'The header Expect may only be 100-continue.',
    ],
    ['a proxy', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', 405, 'This is not a proxy: CONNECT is not supported.'],
  ])('%s', async (_name, bytes, status, error) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({ error });
  });

  test('but not in place of the answer to an earlier request', async () => {
    const answer = await answerTo('GET /slow HTTP/1.1\r\nHost: x\r\n\r\ngarbage\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('Connection: close');
    expect(answer).toMatch(/slow$/);
  });

  test('but not in the middle of an answer', async () => {
    const answer = await answerTo('GET /begun HTTP/1.1\r\nHost: x\r\n\r\ngarbage\r\n\r\n');
    expect(answer).not.toContain('error');
  });
});

test('an idle connection stays open longer than the header timeout', async () => {
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
  socket.write(request);
  await once(socket, 'data');
  await new Promise((resolve) => setTimeout(resolve, 600));
  socket.write(request);
  expect(String((await once(socket, 'data'))[0])).toContain('answered');
  socket.destroy();
  expect(http.keepAliveTimeout).toBe(75_000);
});

test('only WebSockets are upgraded; other upgrade requests get a normal response', async () => {
  const offer = (upgrade: string) => `GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`;
  expect(await answerTo(offer('h2c'))).toContain('answered');
  expect(upgrades).toBe(0);
  await answerTo(offer('WebSocket').replace('1.0', '1.1'));
  expect(upgrades).toBe(1);
});
