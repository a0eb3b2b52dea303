import { ServiceError } from '../../errors/service-error.ts';
import type { Arrival } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';

/** The stage of a server's life. While it drains, it serves all requests, and `/readyz` answers 503. */
export type ServerState = { life: 'open' | 'draining' | 'closing' };

/** Refuses requests on open connections while the server closes. */
export function refuseWhileClosing(state: Readonly<ServerState>): GateStep<Arrival> {
  return ({ endpoint }) => {
    if (state.life !== 'closing' || endpoint.servesWhileClosing === true) return;
    throw new ServiceError('SHUTTING_DOWN', 'Penstock is shutting down; send the request again in a moment.', {
      headers: { 'retry-after': '1' },
    });
  };
}
