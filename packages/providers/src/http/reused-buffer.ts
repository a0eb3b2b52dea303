import type { OnReadOpts, Socket } from 'node:net';

/** The most bytes of one read, as in Node's own reads. */
const mostBytes = 64 * 1024;

/**
 * The option `onread` of a socket that reads into one buffer for all reads, and keeps a copy of the bytes. Node itself
 * allocates 64 KiB for each read, and a token has some 200 bytes. The socket remains an ordinary stream.
 */
export function throughReusedBuffer(): OnReadOpts {
  return {
    buffer: Buffer.allocUnsafeSlow(mostBytes),
    callback(this: Socket, length: number, buffer: Buffer): boolean {
      const bytes = Buffer.allocUnsafe(length);
      buffer.copy(bytes, 0, 0, length);
      return this.push(bytes);
    },
  };
}
