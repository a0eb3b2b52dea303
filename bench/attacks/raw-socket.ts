import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP connection to the service that writes but does not read. */
export async function openUnread(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  return socket;
}

/** The request that turns a connection into a WebSocket for GraphQL. */
export const webSocketHandshake = [
  'GET /graphql HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

/** A client's frame with a mask of zeros (RFC 6455, section 5.2). `opcode`: 1 text, 9 ping. */
export function frame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = payload.length < 126 ? Buffer.alloc(6) : payload.length < 65_536 ? Buffer.alloc(8) : Buffer.alloc(14);
  header[0] = 0x80 | opcode;
  if (payload.length < 126) header[1] = 0x80 | payload.length;
  else if (payload.length < 65_536) {
    header[1] = 0x80 | 126;
    header.writeUInt16BE(payload.length, 2);
  } else {
    header[1] = 0x80 | 127;
    header.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([header, payload]);
}

/**
 * Writes `bytes` repeatedly until `limitBytes` are sent or the service closes the connection. Resolves to the bytes
 * sent.
 */
export async function flood(socket: Socket, bytes: Buffer, limitBytes: number, patienceMs = 3_000): Promise<number> {
  let sent = 0;
  while (sent < limitBytes && !socket.destroyed) {
    sent += bytes.length;
    if (socket.write(bytes)) continue;
    const patience = AbortSignal.timeout(patienceMs);
    await Promise.race([
      once(socket, 'drain', { signal: patience }),
      once(socket, 'close', { signal: patience }),
    ]).catch(() => {});
    if (patience.aborted) break;
  }
  return sent;
}
