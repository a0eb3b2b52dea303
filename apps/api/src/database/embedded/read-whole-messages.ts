import type { Socket } from 'node:net';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { MessageFrames } from './message-frames.ts';

/**
 * Makes every connection of the socket server read whole messages. By default the library joins each read with all
 * waiting bytes, so a message of 30 MB takes half a minute of copying. Call it once, before the server starts.
 */
export function readWholeMessages(): void {
  const { attach } = PGLiteSocketHandler.prototype;
  PGLiteSocketHandler.prototype.attach = async function (socket: Socket) {
    const attached = await attach.call(this, socket);
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

function takeMessages(frames: MessageFrames, bytes: Buffer, socket: Socket): Buffer | null {
  try {
    return frames.add(bytes);
  } catch (error) {
    socket.destroy(error as Error);
    return null;
  }
}
