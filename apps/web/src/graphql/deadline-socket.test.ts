import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startScriptedApi } from '../testing/start-scripted-api.ts';
import { withHandshakeDeadline } from './deadline-socket.ts';

const Socket = withHandshakeDeadline(WebSocket, 100);

test('a handshake without an answer ends at its deadline', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const socket = new Socket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => socket.addEventListener('close', resolve));
  expect(socket.readyState).toBeGreaterThanOrEqual(socket.CLOSING);
  silent.close();
});

test('an open socket has no deadline', async () => {
  const api = await startScriptedApi({});
  const socket = new Socket(`${api.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(socket.readyState).toBe(socket.OPEN);
  socket.close();
  await api.close();
});
