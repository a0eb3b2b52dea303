import { ServiceError } from '../../errors/service-error.ts';
import type { Arrival } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';

/** How far a server is in its life. While it drains, it serves all and its health says that it closes. */
export type ServerState = { life: 'open' | 'draining' | 'closing' };

/** Refuses what comes over open connections while the server closes. */
export function refuseWhileClosing(state: Readonly<ServerState>): GateStep<Arrival> {
  return ({ endpoint }) => {
    if (state.life !== 'closing' || endpoint.servesWhileClosing === true) return;
    throw new ServiceError('SHUTTING_DOWN', 'Penstock is shutting down; send the request again in a moment.', {
      headers: { 'retry-after': '1' },
    });
  };
}
