import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { checkAccessibilityAtEachSize } from './console-fixture.ts';
import { findChromium, howToGetChromium, launchChromium } from './find-chromium.ts';
import { lookAtEachSize } from './look-at-each-size.ts';

const program = findChromium();
const pictures = join(root, 'test-results/browser');
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';
const patienceMs = 60_000;

describe.skipIf(program === null)(`the console in a browser${absence}`, { timeout: patienceMs }, () => {
  let service: StartedService;
  let browser: Browser;
  let context: BrowserContext;
  let faults: string[];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    service = await startService('all');
    browser = await launchChromium(program);
  }, startLimitMs);

  // An earlier try of the same test may have used the link, or killed the service.
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) === 0) return;
    await service.stop();
    service = await startService('all');
  }, startLimitMs);

  afterEach(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /**
   * Opens the console in a new window, like a new user. Collects the page's errors and the violations of its policy.
   */
  async function open(path = ''): Promise<Page> {
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(`${service.consoleUrl}${path}`);
    return page;
  }

  async function openSignedIn(): Promise<Page> {
    const page = await open('/playground');
    await page.getByLabel('API key').fill(service.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    return page;
  }

  it('requests a key, and reports a wrong key', async () => {
    const page = await open();
    await page.getByLabel('API key').fill('psk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/does not accept|not valid|wrong|refused/i).waitFor();
    expect(await page.getByLabel('API key').isVisible()).toBe(true);
    await lookAtEachSize(page, join(pictures, 'wrong-key'));
  });

  it('signs in once by the printed link, stores no key, and signs out', async () => {
    const link = new URL(service.signInLink ?? '');
    expect(link.origin).toBe(service.consoleUrl);
    const page = await open(link.pathname + link.search);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(page.url()).not.toContain('code');
    expect(
      await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie),
    ).not.toMatch(/psk_|penstock_session/);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'penstock_session', httpOnly: true, sameSite: 'Lax', path: '/' });
    await page.getByText('Connected').first().waitFor();
    await page.getByText('First steps: 0 of 4').waitFor();
    await lookAtEachSize(page, join(pictures, 'first-steps'));
    await checkAccessibilityAtEachSize(page);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await context.cookies()).toEqual([]);
    await page.goto(`${service.consoleUrl}/models`);
    await page.getByLabel('API key').waitFor();
    await lookAtEachSize(page, join(pictures, 'sign-in'));

    await page.goto(link.href);
    await page
      .getByRole('alert')
      .getByText(/already used, or has expired/)
      .waitFor();
    await lookAtEachSize(page, join(pictures, 'used-link'));
  });

  it('returns to the sign-in in every window when the session ends', async () => {
    const page = await openSignedIn();
    const other = await context.newPage();
    await other.goto(`${service.consoleUrl}/models`);
    await other.getByText('Connected').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('Your session has ended. Sign in again.').waitFor();
  });

  it('lists the models, and filters them by the address', async () => {
    const page = await openSignedIn();
    await page.getByRole('link', { name: 'Models' }).click();
    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThan(40);
    await lookAtEachSize(page, join(pictures, 'models'));

    await page.getByRole('textbox', { name: 'Search models' }).fill('sandbox');
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBeLessThan(10);
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('sandbox');
    const narrowed = await rows.count();
    expect(narrowed).toBeGreaterThan(0);
    await page.reload();
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(narrowed);

    await rows.first().getByRole('link').first().click();
    await page.getByRole('button', { name: 'Check now' }).waitFor();
    await lookAtEachSize(page, join(pictures, 'model'));
  });

  it('ends together with the API when the process that started both is killed', async () => {
    await open();
    await service.kill();
    for (const url of [service.graphqlUrl, service.consoleUrl ?? '']) {
      await expect.poll(() => fetch(url).catch(() => 'ended'), { timeout: 20_000 }).toBe('ended');
    }
  });
});
