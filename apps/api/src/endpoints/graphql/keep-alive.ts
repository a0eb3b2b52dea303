import type { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';

const pingIntervalMs = 12_000;

/**
 * Sends pings, so that proxies keep the connection. Ends the connection of a client without a sign of life until the
 * next ping. A slow client reaches the ping late, so its progress is a sign of life too. Returns
 * a function that stops the pings.
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
