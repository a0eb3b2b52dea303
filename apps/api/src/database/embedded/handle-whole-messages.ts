import type { Socket } from 'node:net';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { MessageFrames } from './message-frames.ts';

/**
 * Makes every connection of the socket server read whole messages, and send all answers of one turn together. Call it
 * once, before the server starts. By default the library joins each read with all waiting bytes, so a message of 30 MB
 * takes half a minute of copying. And it sends the five answers of one query one by one, so its client wakes five times.
 */
export function handleWholeMessages(): void {
  const { attach } = PGLiteSocketHandler.prototype;
  PGLiteSocketHandler.prototype.attach = async function (socket: Socket) {
    const attached = await attach.call(this, socket);
    joinWritesOfOneTurn(socket);
    const listeners = socket.listeners('data') as ((bytes: Buffer) => void)[];
    socket.removeAllListeners('data');
    const frames = new MessageFrames();
    socket.on('data', (bytes: Buffer) => {
      const messages = takeMessages(frames, bytes, socket);
      if (messages !== null) for (const listener of listeners) listener(messages);
    });
    return attached;
  };
}

/** Sends all writes of one turn of the event loop as one packet. */
export function joinWritesOfOneTurn(socket: Socket): void {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  socket.write = (...given: unknown[]): boolean => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return write(...given);
  };
}

function takeMessages(frames: MessageFrames, bytes: Buffer, socket: Socket): Buffer | null {
  try {
    return frames.add(bytes);
  } catch (error) {
    socket.destroy(error as Error);
    return null;
  }
}
