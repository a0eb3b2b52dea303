import type { WebSocket } from 'ws';

/**
 * Answers a client's pings. While an answer waits for a slow client, only the newest ping is kept (RFC 6455, section
 * 5.5.3). So pings cost no memory. Before its key is accepted, a client gets no payload back.
 */
export function answerPings(socket: Pick<WebSocket, 'pong' | 'on'>, isAccepted: () => boolean): void {
  let isWriting = false;
  let next: Buffer | null = null;
  const write = (payload: Buffer): void => {
    isWriting = true;
    socket.pong(isAccepted() ? payload : nothing, false, (error) => {
      isWriting = false;
      const waiting = next;
      next = null;
      if (waiting !== null && error == null) write(waiting);
    });
  };
  socket.on('ping', (payload: Buffer) => {
    // Copied, because it is a view of a chunk that may be much larger.
    if (isWriting) next = Buffer.from(payload);
    else write(payload);
  });
}

const nothing = Buffer.alloc(0);
