import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Access, digestOfKey } from '../../access/access.ts';
import type { WrongKeys } from '../../access/wrong-keys.ts';
import type { Audit } from '../../audit/audit.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { addressOf } from '../../http/address-of.ts';
import type { Endpoint, Exchange } from '../../http/endpoint.ts';
import { isOwnOrigin } from '../../http/origins.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { requireOwnPage } from '../../http/require-own-page.ts';
import { plainError, respond } from '../../http/respond.ts';
import { readCookie, readSessionToken, writeCookie, writeSessionCookie } from '../../http/session-cookie.ts';
import type { SessionBasis, Sessions } from '../../sessions/sessions.ts';
import type { SignInCodes } from '../../sessions/sign-in-codes.ts';
import { hintCookie, hintPath, type OidcSignIn } from './oidc-endpoints.ts';
import { sessionEntry } from './session-entry.ts';

export type SessionEndpointOptions = {
  /** Delays callers that send wrong keys and codes. */
  wrongKeys: Pick<WrongKeys, 'note'>;
  access: Access;
  sessions: Sessions;
  codes: SignInCodes;
  audit: Audit;
  /** Null: no identity provider is configured. */
  oidc: OidcSignIn | null;
  /** The public origin of the browser settings. */
  publicOrigin: string | null;
};

/** The largest body of a sign-in, bytes. */
const bodyBytes = 4_096;
const secret = z.string().min(1).max(1_000);
const signIn = z.union([z.strictObject({ key: secret }), z.strictObject({ code: secret })]);

/**
 * `/session`: the console's session, in a cookie. POST signs in with a key or a code. DELETE signs out. Its answer has
 * `signOutUrl` if the browser must also sign out at the identity provider. GET reports whether the caller is signed in,
 * and the available identity provider.
 */
export function createSessionEndpoint(options: SessionEndpointOptions): Endpoint {
  return {
    path: '/session',
    methods: ['GET', 'POST', 'DELETE'],
    refusedAction: 'session.start',
    toErrorResponse: plainError,
    isOpen: () => true,
    serve(exchange) {
      exchange.response.setHeader('cache-control', 'no-store');
      switch (exchange.request.method) {
        case 'POST':
          return begin(exchange, options);
        case 'DELETE':
          return end(exchange, options);
        default:
          return describe(exchange, options);
      }
    },
  };
}

async function begin(exchange: Exchange, options: SessionEndpointOptions): Promise<void> {
  const { request, response } = exchange;
  const { sessions, audit, publicOrigin } = options;
  requireJson(request);
  if (request.headers.origin !== undefined && !isOwnOrigin(request, publicOrigin)) {
    throw new ServiceError(
      'FORBIDDEN',
      'A page of this origin may not sign in: PENSTOCK_PUBLIC_URL must be the address of the console.',
    );
  }
  const parsed = signIn.safeParse(await readJsonBody(request, bodyBytes));
  if (!parsed.success) {
    throw new ServiceError('BAD_USER_INPUT', 'The body must be {"key": "…"} or {"code": "…"}.');
  }
  const basis = await basisOf(parsed.data, options).catch(async (error: unknown) => {
    await options.wrongKeys.note(addressOf(request));
    throw error;
  });
  const session = await sessions.begin(basis);
  await audit.record({ ...sessionEntry('start', session.viewer.actor, exchange), outcome: 'SUCCEEDED' });
  const former = tokenOf(request);
  if (former !== null) await sessions.end(former);
  const maxAgeSeconds = Math.max(1, Math.floor((session.expiresAtMs - Date.now()) / 1_000));
  const cookie = writeSessionCookie(session.token, maxAgeSeconds, isSecure(request, publicOrigin));
  response.writeHead(204, { 'set-cookie': cookie }).end();
}

/** Rejects with UNAUTHENTICATED. */
async function basisOf(
  given: z.output<typeof signIn>,
  { access, codes }: SessionEndpointOptions,
): Promise<SessionBasis> {
  if ('key' in given) {
    const isValid = (await access.authenticate(given.key.trim())) !== null;
    if (isValid) return { type: 'key', digest: digestOfKey(given.key.trim()) };
    throw new ServiceError('UNAUTHENTICATED', 'The key is not valid here.');
  }
  const digest = await codes.spend(given.code);
  if (digest !== null) return { type: 'key', digest };
  throw new ServiceError('UNAUTHENTICATED', 'The code was already used, or has expired: sign in with a key.');
}

async function end(exchange: Exchange, { sessions, audit, oidc, publicOrigin }: SessionEndpointOptions): Promise<void> {
  const { request, response } = exchange;
  let signOutUrl: string | null = null;
  const token = tokenOf(request);
  if (token !== null) {
    requireOwnPage(request, publicOrigin);
    const viewer = await sessions.end(token);
    if (viewer !== null) await audit.record({ ...sessionEntry('end', viewer.actor, exchange), outcome: 'SUCCEEDED' });
    if (viewer?.actor.kind === 'USER' && oidc !== null) {
      signOutUrl = await oidc.provider.signOutUrl(readCookie(request.headers.cookie ?? '', hintCookie));
    }
  }
  const isSecureHere = isSecure(request, publicOrigin);
  response.setHeader('set-cookie', [
    writeSessionCookie('', 0, isSecureHere),
    ...(oidc === null
      ? []
      : [writeCookie({ name: hintCookie, value: '', path: hintPath, maxAgeSeconds: 0, isSecure: isSecureHere })]),
  ]);
  if (signOutUrl === null) response.writeHead(204).end();
  else respond(response, 200, { signOutUrl });
}

async function describe({ request, response }: Exchange, { sessions, oidc }: SessionEndpointOptions): Promise<void> {
  const token = tokenOf(request);
  const isSignedIn = token !== null && (await sessions.find(token)) !== null;
  respond(response, 200, { isSignedIn, identityProvider: oidc === null ? null : { name: oidc.provider.name } });
}

function tokenOf({ headers }: IncomingMessage): string | null {
  return headers.cookie === undefined ? null : readSessionToken(headers.cookie);
}

/** A foreign page's form cannot send JSON, so it cannot sign a browser in to another account. */
function requireJson({ headers }: IncomingMessage): void {
  if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return;
  throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'Send JSON with the header Content-Type: application/json.');
}

/** A browser sends the scheme in `Origin`. If it is missing, the public address is used. */
function isSecure({ headers }: IncomingMessage, publicOrigin: string | null): boolean {
  return (headers.origin ?? publicOrigin ?? '').startsWith('https:');
}
