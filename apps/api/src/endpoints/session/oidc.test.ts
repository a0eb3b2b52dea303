import { type CryptoKey, generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIdentityProvider } from '../../sessions/oidc/identity-provider.ts';
import { startIdentityProvider, type TestIdentityProvider } from '../../testing/identity-provider.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { signInAtProvider, Visitor } from '../../testing/visitor.ts';
import type { OidcSignIn } from './oidc-endpoints.ts';

const redirectUrl = 'http://console.test/session/callback';
const roles: ReturnType<OidcSignIn['mapping']>['roles'] = new Map([
  ['llm-admins', { role: 'ADMIN', workspaceId: null }],
  ['team-a', { role: 'MEMBER', workspaceId: 'team-a' }],
]);

let identity: TestIdentityProvider;
let server: TestServer;
const made: string[] = [];
let warnings: string[];
let visitor: Visitor;
let foreignKey: CryptoKey;

function openProvider(issuer = identity.issuer): OidcSignIn['provider'] {
  const { clientId, clientSecret } = identity;
  return openIdentityProvider({ issuer, clientId, clientSecret, redirectUrl, roleClaim: null, proxies: null });
}

beforeAll(async () => {
  const groups = { ada: ['everyone', 'llm-admins'], grace: ['team-a'], eve: ['everyone'] };
  identity = await startIdentityProvider({ redirectUrl, groups });
  foreignKey = (await generateKeyPair('RS256')).privateKey;
  server = await startTestServer({
    oidc: {
      provider: openProvider(),
      roleClaim: null,
      mapping: () => ({ claim: null, roles }),
      makeWorkspace: async (id) => void made.push(id),
      log: { warn: (_facts, message) => warnings.push(message) },
    },
  });
});
afterAll(async () => {
  await server.close();
  await identity.close();
});
beforeEach(() => {
  warnings = [];
  visitor = new Visitor();
  server.services.audit.entries.length = 0;
});
afterEach(() => identity.forge(null));

/** Follows the sign-in from the API to the address that the provider sends the browser back to. */
async function reachCallback(login: string, returnTo = '/models?search=gpt'): Promise<URL> {
  const begun = await visitor.visit(`${server.url}/session/oidc?${new URLSearchParams({ return: returnTo })}`);
  expect(begun.status).toBe(303);
  const back = await signInAtProvider(visitor, begun.headers.get('location') ?? '', login, redirectUrl);
  return new URL(back.replace('http://console.test', server.url));
}

async function viewerOf(): Promise<unknown> {
  const response = await visitor.visit(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ query: '{ viewer { role workspaceId } }' }),
  });
  return ((await response.json()) as { data?: { viewer: unknown } }).data?.viewer;
}

describe('a sign-in through the identity provider', () => {
  test('uses PKCE, state and nonce', async () => {
    const { headers } = await visitor.visit(`${server.url}/session/oidc`);
    const asked = Object.fromEntries(new URL(headers.get('location') ?? '').searchParams);
    expect(asked).toMatchObject({
      client_id: identity.clientId,
      redirect_uri: redirectUrl,
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked[name]).toMatch(/^[\w-]{43}$/);
    const cookie = headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^penstock_oidc=[\w.-]+; Path=\/; Max-Age=600; .*HttpOnly; SameSite=Lax$/);
    for (const secret of [asked.state, asked.nonce]) expect(cookie).not.toContain(secret);
  });

  test.each([
    ['ada', { role: 'ADMIN', workspaceId: null }],
    ['grace', { role: 'MEMBER', workspaceId: 'team-a' }],
  ])('gives %s the role of the policy until the token expires', async (login, viewer) => {
    const response = await visitor.visit(await reachCallback(login));
    expect([response.status, response.headers.get('location')]).toEqual([303, '/models?search=gpt']);
    expect(await viewerOf()).toEqual(viewer);
    expect(made.splice(0)).toEqual(viewer.workspaceId === null ? [] : [viewer.workspaceId]);
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('penstock_session='));
    const seconds = Number(/Max-Age=(\d+)/.exec(cookie ?? '')?.[1]);
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(600);
    expect(visitor.cookie(server.url, 'penstock_oidc')).toBeUndefined();
    expect(server.services.audit.entries).toMatchObject([
      {
        action: 'session.start',
        actor: { kind: 'USER', id: login, name: `${login}@acme.example` },
        outcome: 'SUCCEEDED',
      },
    ]);
  });

  test('of a person without a mapping is 403 and a sentence', async () => {
    const callback = await reachCallback('eve');
    const response = await visitor.visit(callback);
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      error:
        "eve@acme.example has no access to this gateway: access.oidc.roles of the policy has none of the values of this person's claim groups.",
    });
    expect(visitor.cookie(server.url, 'penstock_session')).toBeUndefined();
    expect(server.services.audit.entries).toMatchObject([
      { actor: { kind: 'USER', id: 'eve' }, outcome: 'REFUSED', errorCode: 'FORBIDDEN' },
    ]);
  });

  test('that fails is a page for a browser, without a script', async () => {
    const callback = await reachCallback('eve');
    const response = await visitor.visit(callback, { headers: { accept: 'text/html,*/*' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    const page = await response.text();
    expect(page).toContain('eve@acme.example has no access');
    expect(page).toContain('href="/sign-in"');
    expect(page).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'models'])(
    'does not lead to %j afterwards',
    async (returnTo) => {
      const response = await visitor.visit(await reachCallback('ada', returnTo));
      expect(response.headers.get('location')).toBe('/');
    },
  );
});

describe('an answer that does not belong to the sign-in is refused', () => {
  async function expectRefusal(callback: URL, status: number, words: RegExp): Promise<void> {
    const response = await visitor.visit(callback);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).toMatch(words);
    expect(visitor.cookie(server.url, 'penstock_session')).toBeUndefined();
    expect(server.services.audit.entries).toMatchObject([{ actor: null, outcome: 'REFUSED' }]);
    expect(warnings).toHaveLength(1);
  }
  const untrusted = /does not belong to this sign-in/;

  test('with a forged state', async () => {
    const callback = await reachCallback('ada');
    callback.searchParams.set('state', 'forged');
    await expectRefusal(callback, 401, untrusted);
  });

  test('without a state', async () => {
    const callback = await reachCallback('ada');
    callback.searchParams.delete('state');
    await expectRefusal(callback, 401, untrusted);
  });

  test('but a token that is only signed again passes', async () => {
    const callback = await reachCallback('ada');
    identity.forge({});
    expect((await visitor.visit(callback)).status).toBe(303);
  });

  test('with a forged nonce', async () => {
    const callback = await reachCallback('ada');
    identity.forge({ claims: { nonce: 'forged' } });
    await expectRefusal(callback, 401, untrusted);
  });

  test('with a forged signature', async () => {
    const callback = await reachCallback('ada');
    identity.forge({ key: foreignKey });
    await expectRefusal(callback, 401, untrusted);
  });

  test('of another issuer, in the token or in the answer', async () => {
    const callback = await reachCallback('ada');
    identity.forge({ claims: { iss: 'https://evil.example' } });
    await expectRefusal(callback, 401, untrusted);
    identity.forge(null);
    visitor = new Visitor();
    server.services.audit.entries.length = 0;
    warnings.length = 0;
    const other = await reachCallback('ada');
    other.searchParams.set('iss', 'https://evil.example');
    await expectRefusal(other, 401, untrusted);
  });

  test('for another client, or with a token that has expired', async () => {
    identity.forge({ claims: { aud: 'another-client' } });
    await expectRefusal(await reachCallback('ada'), 401, untrusted);
    visitor = new Visitor();
    server.services.audit.entries.length = 0;
    warnings.length = 0;
    identity.forge({ claims: { exp: 1_000 } });
    await expectRefusal(await reachCallback('ada'), 401, untrusted);
  });

  test('in another browser, or with a changed cookie', async () => {
    const callback = await reachCallback('ada');
    visitor.setCookie(server.url, 'penstock_oidc', 'changed');
    await expectRefusal(callback, 400, /began in another browser/);
  });

  test('when it is sent a second time', async () => {
    const callback = await reachCallback('ada');
    const flow = visitor.cookie(server.url, 'penstock_oidc') ?? '';
    await visitor.visit(callback);
    visitor = new Visitor();
    visitor.setCookie(server.url, 'penstock_oidc', flow);
    server.services.audit.entries.length = 0;
    await expectRefusal(callback, 401, untrusted);
  });

  test('when the provider refuses, with our own message', async () => {
    const callback = await reachCallback('ada');
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('error_description', '<script>alert(1)</script>');
    await expectRefusal(callback, 403, /refused the sign-in \(access_denied\)\.$/);
  });
});

test('a sign-out leads to the sign-out of the provider', async () => {
  await visitor.visit(await reachCallback('ada'));
  const response = await visitor.visit(`${server.url}/session`, { method: 'DELETE', headers: { origin: server.url } });
  const { signOutUrl } = (await response.json()) as { signOutUrl: string };
  const asked = new URL(signOutUrl);
  expect(asked.origin + asked.pathname).toBe(`${identity.issuer}/session/end`);
  expect(asked.searchParams.get('post_logout_redirect_uri')).toBe('http://console.test/sign-in');
  expect(asked.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(await viewerOf()).toBeUndefined();
  expect(visitor.cookie(server.url, 'penstock_oidc_hint')).toBeUndefined();
});

test('the sign-in page gets the name of the provider', async () => {
  expect(await (await fetch(`${server.url}/session`)).json()).toEqual({
    isSignedIn: false,
    identityProvider: { name: new URL(identity.issuer).host },
  });
});

test('an unreachable provider is named, and used again when it is back', async () => {
  const port = Number(new URL(identity.issuer).port);
  const provider = openProvider();
  await identity.close();
  await expect(provider.begin('/')).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: `The identity provider 127.0.0.1:${port} does not answer: try again in a moment, or sign in with a key.`,
  });
  identity = await startIdentityProvider({ redirectUrl, groups: {}, port });
  expect((await provider.begin('/')).url).toContain(identity.issuer);
  await provider.close();
});

test('a sign-in without a configured provider gets an error', async () => {
  const plain = await startTestServer();
  const response = await fetch(`${plain.url}/session/oidc`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: 'No identity provider is configured: set OIDC_ISSUER to its address.',
  });
  await plain.close();
});
