import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startIdentityProvider, type TestIdentityProvider } from '../../apps/api/src/testing/identity-provider.ts';
import { root } from '../service/root.ts';
import { findFreePort, type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { findChromium, howToGetChromium, launchChromium } from './find-chromium.ts';
import { lookAtEachSize } from './look-at-each-size.ts';

const program = findChromium();
const pictures = join(root, 'test-results/browser');
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

const mapping = `
access:
  oidc:
    roles:
      llm-admins: ADMIN
      team-a: { role: MEMBER, workspace: team-a }
`;

describe.skipIf(program === null)(`the sign-in through an identity provider${absence}`, { timeout: 60_000 }, () => {
  let folder: string;
  let identity: TestIdentityProvider;
  let service: StartedService;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'penstock-sign-in-'));
    const policy = join(folder, 'policy.yml');
    await writeFile(policy, (await readFile(join(root, 'config/model_policies.yml'), 'utf8')) + mapping);
    const webPort = await findFreePort();
    identity = await startIdentityProvider({
      redirectUrl: `http://localhost:${webPort}/session/callback`,
      groups: { ada: ['everyone', 'llm-admins'], grace: ['team-a'], eve: ['everyone'] },
    });
    service = await startService('all', {
      webPort,
      environment: {
        PENSTOCK_POLICY: policy,
        OIDC_ISSUER: identity.issuer,
        OIDC_CLIENT_ID: identity.clientId,
        OIDC_CLIENT_SECRET: identity.clientSecret,
      },
    });
    browser = await launchChromium(program);
  }, startLimitMs);

  afterEach(() => context.close());

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await identity?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page of the console in a new browser, and signs in at the provider. */
  async function signInAs(login: string): Promise<Page> {
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await page.goto(`${service.consoleUrl}/models?search=sandbox`);
    await page.getByRole('link', { name: `Sign in with ${new URL(identity.issuer).host}` }).waitFor();
    if (login === 'ada') await lookAtEachSize(page, join(pictures, 'sign-in-by-provider'));
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await page.getByPlaceholder('Enter any login').fill(login);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    return page;
  }

  async function viewerIn(page: Page): Promise<unknown> {
    return page.evaluate(async () => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ viewer { role workspaceId } }' }),
      });
      return (await response.json()).data.viewer;
    });
  }

  it.each([
    ['ada', { role: 'ADMIN', workspaceId: null }],
    ['grace', { role: 'MEMBER', workspaceId: 'team-a' }],
  ])('gives %s the role of the policy, on the requested page', async (login, viewer) => {
    const page = await signInAs(login);
    await page.getByRole('textbox', { name: 'Search models' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/models?search=sandbox');
    await page.getByText('Connected').first().waitFor();
    expect(await viewerIn(page)).toEqual(viewer);
  });

  it('explains to a person without a mapped role why there is no access', async () => {
    const page = await signInAs('eve');
    await page.getByText('eve@acme.example has no access to this gateway').waitFor();
    await lookAtEachSize(page, join(pictures, 'no-access'));
    await page.getByRole('link', { name: 'Back to the sign-in' }).click();
    await page.getByLabel('API key').waitFor();
  });

  it('signs out at the provider too', async () => {
    const page = await signInAs('ada');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: /sign me out/i }).click();
    await page.getByLabel('API key').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('penstock_session');
    // The provider asks for the identity again.
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await page.getByPlaceholder('Enter any login').waitFor();
  });
});
