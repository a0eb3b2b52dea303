import type { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';

const pingIntervalMs = 12_000;

/**
 * Pings, so that proxies keep the connection; a client that gives no sign of life until the next ping is gone. An answer
 * may be far behind what a slow client has still to read: that it takes some of it is a sign as well. Returns what ends it.
 */
export function keepAlive(
  socket: Pick<WebSocket, 'ping' | 'terminate' | 'readyState' | 'OPEN'> & Pick<EventEmitter, 'on'>,
  duplex: Pick<EventEmitter, 'on'>,
): () => void {
  let isAlive = true;
  const noteLife = (): void => {
    isAlive = true;
  };
  socket.on('pong', noteLife);
  socket.on('message', noteLife);
  duplex.on('drain', noteLife);
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingIntervalMs);
  return () => clearInterval(timer);
}
