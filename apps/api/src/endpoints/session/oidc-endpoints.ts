import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OidcPolicy } from '@penstock/router';
import { type Actor, fullGrant, type Viewer } from '../../access/viewer.ts';
import type { Audit } from '../../audit/audit.ts';
import { errorCodes } from '../../errors/error-codes.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Endpoint, Exchange } from '../../http/endpoint.ts';
import { plainError, respond } from '../../http/respond.ts';
import { readCookie, readSessionToken, writeCookie, writeSessionCookie } from '../../http/session-cookie.ts';
import { flowSeconds, type IdentifiedPerson, type IdentityProvider } from '../../sessions/oidc/identity-provider.ts';
import { mapClaims } from '../../sessions/oidc/map-claims.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { writeProblemPage } from './problem-page.ts';
import { sessionEntry } from './session-entry.ts';

/** The sign-in by an identity provider. */
export type OidcSignIn = {
  provider: IdentityProvider;
  /** The claim from the environment, which takes precedence over the policy's; null: the policy's. */
  roleClaim: string | null;
  /** The mapping in force. */
  mapping(): OidcPolicy;
  /** Creates the workspace of the mapping if it does not exist. Rejects if its id is not a slug. */
  makeWorkspace(id: string): Promise<void>;
  log: { warn(facts: Record<string, unknown>, message: string): void };
};

export type OidcEndpointsOptions = { oidc: OidcSignIn | null; sessions: Sessions; audit: Audit };

/** The cookie that keeps the sealed state until the sign-in ends. */
const flowCookie = 'penstock_oidc';
/** The cookie with the hint that the provider needs for a sign-out. */
export const hintCookie = 'penstock_oidc_hint';
export const hintPath = '/session';
const defaultClaim = 'groups';

type Tools = Omit<OidcEndpointsOptions, 'oidc'> & { oidc: OidcSignIn };

/**
 * `/session/oidc` sends the browser to the identity provider, which sends it back to the path of `OIDC_REDIRECT_URL`.
 */
export function createOidcEndpoints({ oidc, ...others }: OidcEndpointsOptions): readonly Endpoint[] {
  const common = { methods: ['GET'], toErrorResponse: plainError, isOpen: () => true } as const;
  if (oidc === null) return [{ ...common, path: '/session/oidc', serve: refuseUnconfigured }];
  const tools: Tools = { ...others, oidc };
  return [
    { ...common, path: '/session/oidc', serve: (exchange) => serveBrowser(exchange, tools, begin) },
    {
      ...common,
      path: oidc.provider.redirectUrl.pathname,
      serve: (exchange) => serveBrowser(exchange, tools, finish),
    },
  ];
}

function refuseUnconfigured(): never {
  throw new ServiceError('NOT_FOUND', 'No identity provider is configured: set OIDC_ISSUER to its address.');
}

async function begin({ request, response }: Exchange, { oidc: { provider } }: Tools): Promise<void> {
  const { url, flow } = await provider.begin(pathIn(queryOf(request).get('return')));
  response.setHeader('set-cookie', flowCookieOf(flow, flowSeconds, provider));
  redirect(response, url);
}

async function finish(exchange: Exchange, tools: Tools): Promise<void> {
  const { request, response } = exchange;
  const { sessions, audit, oidc } = tools;
  const { provider } = oidc;
  response.setHeader('set-cookie', flowCookieOf('', 0, provider));
  const person = await provider.finish(
    queryOf(request).toString(),
    readCookie(request.headers.cookie ?? '', flowCookie),
  );
  const mapped = mapPerson(person, oidc);
  if (mapped.type === 'unknown') {
    refuse(exchange, tools, new ServiceError('FORBIDDEN', mapped.problem), mapped.actor);
    return;
  }
  if (mapped.viewer.workspaceId !== null) await oidc.makeWorkspace(mapped.viewer.workspaceId);
  const session = await sessions.begin({ type: 'person', viewer: mapped.viewer }, person.expiresAtMs);
  await audit.record({ ...sessionEntry('start', session.viewer.actor, exchange), outcome: 'SUCCEEDED' });
  const former = readSessionToken(request.headers.cookie ?? '');
  if (former !== null) await sessions.end(former);
  const maxAgeSeconds = Math.max(1, Math.floor((session.expiresAtMs - Date.now()) / 1_000));
  const isSecure = isSecureOf(provider);
  const hint = { name: hintCookie, value: person.signOutHint ?? '', path: hintPath, isSecure };
  response.setHeader('set-cookie', [
    flowCookieOf('', 0, provider),
    writeSessionCookie(session.token, maxAgeSeconds, isSecure),
    writeCookie({ ...hint, maxAgeSeconds: person.signOutHint === null ? 0 : maxAgeSeconds }),
  ]);
  redirect(response, person.returnTo);
}

type Mapped = { type: 'known'; viewer: Viewer } | { type: 'unknown'; actor: Actor; problem: string };

/** The viewer that the policy grants to a person. */
function mapPerson({ claims }: IdentifiedPerson, { roleClaim, mapping }: OidcSignIn): Mapped {
  const policy = mapping();
  const claim = roleClaim ?? policy.claim ?? defaultClaim;
  const granted = mapClaims(claims, claim, policy.roles);
  const id = String(claims.sub);
  const name = [claims.email, claims.preferred_username, claims.name].find(
    (one) => typeof one === 'string' && one !== '',
  );
  const actor: Actor = { kind: 'USER', id, name: String(name ?? id).slice(0, 200) };
  if (granted !== null)
    return { type: 'known', viewer: { ...granted, apiKeyId: null, limits: null, grant: fullGrant, actor } };
  const problem = `${actor.name} has no access to this gateway: access.oidc.roles of the policy has none of the values of this person's claim ${claim}.`;
  return { type: 'unknown', actor, problem };
}

function flowCookieOf(value: string, maxAgeSeconds: number, provider: IdentityProvider): string {
  return writeCookie({ name: flowCookie, value, path: '/', maxAgeSeconds, isSecure: isSecureOf(provider) });
}

function isSecureOf({ redirectUrl }: IdentityProvider): boolean {
  return redirectUrl.protocol === 'https:';
}

async function serveBrowser(
  exchange: Exchange,
  tools: Tools,
  serve: (exchange: Exchange, tools: Tools) => Promise<void>,
): Promise<void> {
  exchange.response.setHeader('cache-control', 'no-store');
  try {
    await serve(exchange, tools);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    refuse(exchange, tools, error, null);
  }
}

/**
 * Records a refusal and answers it, with a page for a browser. `actor`: the person, if the provider has identified one.
 */
function refuse(exchange: Exchange, { audit, oidc }: Tools, error: ServiceError, actor: Actor | null): void {
  const { code, message, cause } = error;
  const { request, response } = exchange;
  // The library's errors hold claims and parts of tokens, but their messages do not.
  const reason = cause instanceof Error ? cause.message : null;
  oidc.log.warn(
    { reason, requestId: exchange.requestId },
    `A sign-in through the identity provider failed: ${message}`,
  );
  audit.recordUnsuccessful({
    ...sessionEntry('start', actor, exchange),
    outcome: code === 'INTERRUPTED' ? 'FAILED' : 'REFUSED',
    errorCode: code,
  });
  const { status } = errorCodes[code];
  if (request.headers.accept?.includes('text/html')) writeProblemPage(response, status, message);
  else respond(response, status, { error: message });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'content-length': 0 }).end();
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

/** Accepts only a path of the console. Otherwise a link could lead to another site after the sign-in. */
function pathIn(text: string | null): string {
  const isPath =
    text !== null && text.length <= 1_000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) && !text.includes('\\');
  return isPath ? text : '/';
}
