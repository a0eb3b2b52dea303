import type { Socket } from 'node:net';
import type { Access } from '../../access/access.ts';
import { authenticate } from '../authenticate.ts';
import type { GateStep } from '../gate.ts';
import { readCredentials } from '../read-credentials.ts';

export type AuthenticationTools = {
  access: Access;
  /** Called with the connection of every caller with a valid key. */
  onKey(socket: Socket): void;
};

/** Refuses a request without a valid key, unless its endpoint is open to it. */
export function authenticateCaller({ access, onKey }: AuthenticationTools): GateStep {
  return async (exchange) => {
    const { endpoint, request } = exchange;
    if (endpoint.isOpen?.(request) === true) return;
    exchange.viewer = await authenticate(readCredentials(request.headers), access);
    onKey(request.socket);
  };
}
