import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

type Taker = (socket: Socket) => void;

let next: Taker | null = null;

/**
 * Passes the socket of the request that is being started to `taker`. Call it in `onRequestStart`: undici writes the
 * headers next, and names the socket only on its diagnostics channel.
 */
export function takeSocket(taker: Taker): void {
  next = taker;
}

channel('undici:client:sendHeaders').subscribe((message) => {
  const taker = next;
  next = null;
  if (taker === null) return;
  // The documented message of this channel: { request, headers, socket }.
  taker((message as { socket: Socket }).socket);
});
