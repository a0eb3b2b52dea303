import type { Authenticate, Authentication } from '../authenticate.ts';
import type { Exchange } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';
import { readCredentials } from '../read-credentials.ts';

export type AuthenticationTools = {
  authenticate: Authenticate;
  /** Called with every request whose caller is known. */
  onCaller(exchange: Exchange, authentication: Authentication): void;
};

/** Refuses a request without a valid key or session, unless its endpoint is open to it. */
export function authenticateCaller({ authenticate, onCaller }: AuthenticationTools): GateStep {
  return async (exchange) => {
    const { endpoint, request } = exchange;
    if (endpoint.isOpen?.(request) === true) return;
    const authentication = await authenticate(readCredentials(request.headers), exchange);
    exchange.viewer = authentication.viewer;
    onCaller(exchange, authentication);
  };
}
