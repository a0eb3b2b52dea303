import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

type Taker = (socket: Socket) => void;

let next: Taker | null = null;

/**
 * Tells on which socket the request is written that is just being started. To be called in `onRequestStart`: undici
 * writes the headers before anything else happens, and names the socket on its diagnostics channel, nowhere else.
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
