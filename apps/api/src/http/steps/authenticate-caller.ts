import { can } from '../../access/permissions.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Authenticate, Authentication } from '../authenticate.ts';
import type { Exchange } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';
import { readCredentials } from '../read-credentials.ts';

export type AuthenticationTools = {
  authenticate: Authenticate;
  /** Called for each authenticated request. */
  onCaller(exchange: Exchange, authentication: Authentication): void;
};

/** Refuses a request without a valid key or session, unless its endpoint is open to it. */
export function authenticateCaller({ authenticate, onCaller }: AuthenticationTools): GateStep {
  const enter = (exchange: Exchange, authentication: Authentication): void => {
    exchange.viewer = authentication.viewer;
    const { permission } = exchange.endpoint;
    if (permission !== undefined && !can(authentication.viewer, permission)) {
      throw new ServiceError('FORBIDDEN', 'The role of this key does not allow it.');
    }
    // Of a caller that left meanwhile, nothing would tell the end.
    if (!exchange.response.closed) onCaller(exchange, authentication);
  };
  return (exchange) => {
    const { endpoint, request } = exchange;
    if (endpoint.isOpen?.(request) === true) return;
    const authenticating = authenticate(readCredentials(request.headers), exchange);
    if (!(authenticating instanceof Promise)) return enter(exchange, authenticating);
    return authenticating.then((authentication) => enter(exchange, authentication));
  };
}
