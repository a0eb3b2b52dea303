import type { IncomingMessage } from 'node:http';
import { type Access, digestOfKey } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import type { WrongKeys } from '../access/wrong-keys.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { addressOf } from './address-of.ts';
import type { Arrival } from './endpoint.ts';
import type { Credentials } from './read-credentials.ts';
import { requireOwnPage } from './require-own-page.ts';
import { readSessionToken } from './session-cookie.ts';

export type Authenticators = {
  access: Access;
  sessions: Sessions;
  wrongKeys: Pick<WrongKeys, 'note'>;
  /** The public origin of the browser settings. */
  publicOrigin: string | null;
};

/** An authenticated caller. */
export type Authentication = {
  viewer: Viewer;
  /** Whether its key or its session is still valid. Checked repeatedly while its connection is open. */
  isValid(): boolean;
};

/**
 * Authenticates a request by its key, or by its session cookie if its endpoint accepts sessions. A key in memory needs
 * no promise.
 */
export type Authenticate = (
  credentials: Credentials,
  arrival: Pick<Arrival, 'request' | 'endpoint'>,
) => Authentication | Promise<Authentication>;

/**
 * The only place that authenticates callers. A key takes precedence over a cookie. Rejects with UNAUTHENTICATED.
 * Rejects with FORBIDDEN or UNSUPPORTED_MEDIA_TYPE if a request with a cookie may come from a foreign page.
 */
export function createAuthenticate({ access, sessions, wrongKeys, publicOrigin }: Authenticators): Authenticate {
  const bySession = async (token: string, request: IncomingMessage): Promise<Authentication> => {
    requireOwnPage(request, publicOrigin);
    const viewer = await sessions.find(token);
    if (viewer !== null) return { viewer, isValid: () => sessions.peek(token) !== null };
    throw unauthenticated('The session has ended: sign in again.');
  };
  const refuseKey = async (source: Credentials['source'], request: IncomingMessage): Promise<never> => {
    await wrongKeys.note(addressOf(request));
    throw unauthenticated(describe(source));
  };
  return ({ key, source }, { request, endpoint }) => {
    const token = source === null && endpoint.takesSessions === true ? tokenOf(request) : null;
    if (token !== null) return bySession(token, request);
    if (key === null) throw unauthenticated(describe(source));
    const byKey = (viewer: Viewer | null): Authentication | Promise<never> =>
      viewer === null
        ? refuseKey(source, request)
        : { viewer, isValid: () => access.viewerOf(digestOfKey(key)) !== null };
    const found = access.authenticate(key);
    return found instanceof Promise ? found.then(byKey) : byKey(found);
  };
}

function tokenOf({ headers }: IncomingMessage): string | null {
  return headers.cookie === undefined ? null : readSessionToken(headers.cookie);
}

function unauthenticated(message: string): ServiceError {
  return new ServiceError('UNAUTHENTICATED', message, { headers: { 'www-authenticate': 'Bearer realm="penstock"' } });
}

function describe(source: Credentials['source']): string {
  switch (source) {
    case null:
      return 'A key is missing: send it as the header Authorization: Bearer KEY.';
    case 'Authorization':
      return 'The key in the Authorization header is not valid here; it must read Bearer KEY.';
    case 'x-api-key':
    case 'api-key':
      return `The key in the ${source} header is not valid here; it must be only the key.`;
  }
}
