import type { OutgoingProxies } from '@penstock/providers';
import * as oidc from 'openid-client';
import { ServiceError } from '../../errors/service-error.ts';
import type { Claims } from './map-claims.ts';
import { openOidcFetch } from './oidc-fetch.ts';
import { SealedValues } from './sealed-value.ts';

/** The settings for sign-in through an identity provider. */
export type OidcSettings = {
  /** Its issuer, for example `https://login.example.com/realms/acme`. */
  issuer: string;
  clientId: string;
  /** Never logged. */
  clientSecret: string;
  /** The address of the console to which it sends the browser back. */
  redirectUrl: string;
  /** The claim that the policy maps; null: the policy names the claim. */
  roleClaim: string | null;
  proxies: OutgoingProxies | null;
};

/** A person whom the identity provider has identified. */
export type IdentifiedPerson = {
  claims: Claims;
  /** The time at which the ID token expires, epoch milliseconds. */
  expiresAtMs: number;
  /** Sealed, for the sign-out; null if it is too long for a cookie. */
  signOutHint: string | null;
  /** The path of the console from which the person came. */
  returnTo: string;
};

/** An identity provider that speaks OpenID Connect. */
export interface IdentityProvider {
  /** The display name: its host. */
  readonly name: string;
  readonly redirectUrl: URL;
  /** Fetches its metadata once; after a failure the next call tries again. Rejects with a sentence. */
  discover(): Promise<void>;
  /** Begins a sign-in: the address for the browser, and a sealed value for its cookie. */
  begin(returnTo: string): Promise<{ url: string; flow: string }>;
  /**
   * Ends a sign-in. `search`: the query with which the browser came back. Rejects with a `ServiceError` if the answer
   * does not belong to `flow`, or is not the provider's.
   */
  finish(search: string, flow: string | null): Promise<IdentifiedPerson>;
  /** The address for signing out at the provider too; null if it has none, or does not answer. */
  signOutUrl(hint: string | null): Promise<string | null>;
  close(): Promise<void>;
}

type Flow = { state: string; nonce: string; verifier: string; returnTo: string };

/** The most time from the start of a sign-in to its end, seconds. */
export const flowSeconds = 600;
/** A cookie may have 4,096 characters with its name and attributes. */
const longestHint = 3_600;
const hintSeconds = 7 * 24 * 3_600;
/** The timeout of each answer of the provider, seconds. */
const answerTimeoutSeconds = 10;
const scope = 'openid profile email';

export function openIdentityProvider(settings: OidcSettings): IdentityProvider {
  const issuer = new URL(settings.issuer);
  const redirectUrl = new URL(settings.redirectUrl);
  const flows = new SealedValues<Flow>(settings.clientSecret, 'sign-in flow', flowSeconds);
  const hints = new SealedValues<{ idToken: string }>(settings.clientSecret, 'sign-out hint', hintSeconds);
  const { fetch, close } = openOidcFetch(settings.proxies);
  let discovered: Promise<oidc.Configuration> | null = null;

  function configuration(): Promise<oidc.Configuration> {
    discovered ??= discoverAt(issuer, settings, fetch).catch((error: unknown) => {
      discovered = null;
      throw unreachable(issuer.host, error);
    });
    return discovered;
  }

  async function withUserInfo(config: oidc.Configuration, token: string, claims: oidc.IDToken): Promise<Claims> {
    if (config.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await oidc.fetchUserInfo(config, token, claims.sub)), ...claims };
  }

  return {
    name: issuer.host,
    redirectUrl,
    async discover() {
      await configuration();
    },
    async begin(returnTo) {
      const config = await configuration();
      const flow: Flow = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        returnTo,
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUrl.href,
        scope,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow: await flows.seal(flow) };
    },
    async finish(search, sealed) {
      const flow = sealed === null ? null : await flows.open(sealed);
      if (flow === null) {
        const message = 'The sign-in took longer than ten minutes, or began in another browser: begin it again.';
        throw new ServiceError('BAD_USER_INPUT', message);
      }
      const config = await configuration();
      const answer = new URL(redirectUrl);
      answer.search = search;
      try {
        const tokens = await oidc.authorizationCodeGrant(config, answer, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('The answer has no ID token.');
        const hint = await hints.seal({ idToken: tokens.id_token ?? '' });
        return {
          claims: await withUserInfo(config, tokens.access_token, claims),
          expiresAtMs: claims.exp * 1_000,
          signOutHint: hint.length <= longestHint ? hint : null,
          returnTo: flow.returnTo,
        };
      } catch (error) {
        throw explain(issuer.host, error);
      }
    },
    async signOutUrl(sealed) {
      const config = await configuration().catch(() => null);
      if (config === null || config.serverMetadata().end_session_endpoint === undefined) return null;
      const hint = sealed === null ? null : await hints.open(sealed);
      return oidc.buildEndSessionUrl(config, {
        post_logout_redirect_uri: `${redirectUrl.origin}/sign-in`,
        ...(hint !== null && { id_token_hint: hint.idToken }),
      }).href;
    },
    close,
  };
}

function discoverAt(
  issuer: URL,
  { clientId, clientSecret }: OidcSettings,
  fetch: oidc.CustomFetch,
): Promise<oidc.Configuration> {
  const authenticate: oidc.ClientAuth = (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? [];
    const method = methods.includes('client_secret_post') ? oidc.ClientSecretPost : oidc.ClientSecretBasic;
    return method(clientSecret)(server, client, body, headers);
  };
  return oidc.discovery(issuer, clientId, {}, authenticate, {
    [oidc.customFetch]: fetch,
    timeout: answerTimeoutSeconds,
    // By default only the connection authenticates an ID token. Here its signature is checked too.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
  });
}

function unreachable(host: string, cause: unknown): ServiceError {
  const message = `The identity provider ${host} does not answer: try again in a moment, or sign in with a key.`;
  return new ServiceError('INTERRUPTED', message, { cause });
}

/** The error for a refusal by the provider, a forged answer, an answer to another sign-in, or no answer. */
function explain(host: string, error: unknown): ServiceError {
  if (error instanceof oidc.AuthorizationResponseError) {
    const code = /^[a-z_]{1,40}$/.test(error.error) ? ` (${error.error})` : '';
    return new ServiceError('FORBIDDEN', `The identity provider ${host} refused the sign-in${code}.`, { cause: error });
  }
  if (error instanceof TypeError && !('code' in error)) return unreachable(host, error);
  const message = `The answer does not belong to this sign-in, or is not that of ${host}: begin the sign-in again.`;
  return new ServiceError('UNAUTHENTICATED', message, { cause: error });
}
