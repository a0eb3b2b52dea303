import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

let next: SocketOfRequest | null = null;

/** The socket of one request. */
export class SocketOfRequest {
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;

  get isKnown(): boolean {
    return this.#socket !== null;
  }

  /**
   * Waits for the socket of the request that is being started. Call it in `onRequestStart`: undici writes the headers
   * next, and reveals the socket only on its diagnostics channel.
   */
  await(): void {
    next = this;
  }

  /**
   * Closes Penstock's half of the connection, so that the server notices that the caller left. Data that the server
   * sent before is still on its way. After `mostMs`, `onOver` is called.
   */
  halfClose(mostMs: number, onOver: () => void): void {
    this.#timer = setTimeout(onOver, mostMs);
    this.#socket?.end();
  }

  /** A half-closed connection cannot serve another call. */
  destroy(): void {
    this.#socket?.destroy();
  }

  /** Call it at the end of the request: its socket serves other requests. */
  release(): void {
    this.#socket = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** A message of undici's channel. */
  static take(socket: Socket): void {
    if (next !== null) next.#socket = socket;
    next = null;
  }
}

// The documented message of this channel: { request, headers, socket }.
channel('undici:client:sendHeaders').subscribe((message) =>
  SocketOfRequest.take((message as { socket: Socket }).socket),
);
