import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

/** Changes to an ID token before it is signed again. `key`: a key other than the provider's. */
export type Forgery = { claims?: Record<string, unknown>; key?: CryptoKey };

export type TestIdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Forges the next ID tokens; null stops. */
  forge(forgery: Forgery | null): void;
  close(): Promise<void>;
};

export type TestIdentityProviderOptions = {
  redirectUrl: string;
  /** The groups of a person, by login. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Default: a free port. */
  port?: number;
};

const clientId = 'penstock';
const clientSecret = 'a-secret-of-tests-only-0123456789';
const keyId = 'test-key';

/** A real identity provider (`oidc-provider`) on a port of this machine. It accepts any password. */
export async function startIdentityProvider({
  redirectUrl,
  groups,
  port = 0,
}: TestIdentityProviderOptions): Promise<TestIdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  let forgery: Forgery | null = null;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUrl],
        post_logout_redirect_uris: [`${new URL(redirectUrl).origin}/sign-in`],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: keyId, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], email: ['email'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    ttl: { AccessToken: 600, IdToken: 600, Session: 600, Interaction: 600, Grant: 600 },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@acme.example`, name: id, groups: [...(groups[id] ?? [])] }),
    }),
    // No consent page: all people belong to the same company.
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (forgery === null || context.path !== '/token' || typeof body?.id_token !== 'string') return;
    const claims = { ...decodeJwt(body.id_token), ...forgery.claims };
    const idToken = new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: keyId })
      .sign(forgery.key ?? privateKey);
    context.body = { ...body, id_token: await idToken };
  });
  server.on('request', provider.callback());
  return {
    issuer,
    clientId,
    clientSecret,
    forge(next) {
      forgery = next;
    },
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
