import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, test } from 'vitest';
import { describeExposure, ListenError, listen } from './listen.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function open(): Server {
  const server = createServer();
  servers.push(server);
  return server;
}

it('names the occupied port and a remedy', async () => {
  const first = open();
  await listen(first, 0, '127.0.0.1');
  const { port } = first.address() as AddressInfo;
  const second = listen(open(), port, '127.0.0.1');
  await expect(second).rejects.toThrow(
    new ListenError(`PORT ${port} is in use: end the process that listens there, or set another PORT.`),
  );
});

it('names an address that this machine does not have', async () => {
  await expect(listen(open(), 0, '192.0.2.1')).rejects.toThrow("HOST '192.0.2.1' is not an address of this machine");
});

it('listens on all addresses, including IPv4', async () => {
  const server = open();
  await listen(server, 0, '::');
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise((resolve) => {
    server.once('request', (_request, response) => response.end('heard'));
    void fetch(`http://127.0.0.1:${port}`).then(async (response) => resolve(await response.text()));
  });
  expect(answer).toBe('heard');
});

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('needs no warning on %s', (host) => {
  expect(describeExposure(host, 0)).toBeNull();
});

test.each([
  ['::', 'on all addresses of this machine'],
  ['0.0.0.0', 'on all addresses of this machine'],
  ['10.0.0.5', 'on 10.0.0.5'],
  ['gateway.internal', 'on gateway.internal'],
])('needs a warning on %s without TLS in front', (host, where) => {
  expect(describeExposure(host, 0)).toContain(`The API listens ${where} without TLS`);
  expect(describeExposure(host, 31_536_000)).toBeNull();
});
