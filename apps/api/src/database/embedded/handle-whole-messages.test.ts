import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { joinWritesOfOneTurn } from './handle-whole-messages.ts';

async function received(answer: (socket: Socket) => Promise<void>): Promise<readonly string[]> {
  const server = createServer(async (socket) => {
    joinWritesOfOneTurn(socket);
    await answer(socket);
    socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const packets: string[] = [];
  client.on('data', (packet) => packets.push(String(packet)));
  await once(client, 'close');
  server.close();
  return packets;
}

it('sends the answers of one turn as one packet', async () => {
  const packets = await received(async (socket) => {
    for (const answer of ['parsed ', 'bound ', 'rows ', 'ready']) {
      socket.write(answer);
      await Promise.resolve();
    }
    await nextTurn();
  });
  expect(packets).toEqual(['parsed bound rows ready']);
});

it('sends each turn on its own, and calls back for each answer', async () => {
  const written: string[] = [];
  let seen = '';
  const packets = await received(async (socket) => {
    await new Promise<void>((resolve) => {
      socket.write('first', () => {
        written.push('first');
        resolve();
      });
    });
    // The client has the first answer before the second is written.
    await nextTurn();
    seen = written.join();
    socket.write('second', () => written.push('second'));
  });
  expect(packets.join('')).toBe('firstsecond');
  expect(seen).toBe('first');
  expect(written).toEqual(['first', 'second']);
});
