import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium, launchChromium } from './find-chromium.ts';
import { type RoughProxy, startRoughProxy } from './rough-proxy.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

/**
 * A second build takes too long. So, after the console "was updated" and its connections broke, the browser gets the
 * pages of the only build under another name.
 */
describe.skipIf(program === null)(`the console after a new build${absence}`, { timeout: 60_000 }, () => {
  let console: ConsoleFixture;
  let proxy: RoughProxy;
  let browser: Browser;
  const next = 'the-next-build';

  beforeAll(async () => {
    console = await startConsole({ generations: 0 });
    // A changed page counts as a page from the internet, which may not connect to this machine.
    browser = await launchChromium(program, ['--disable-features=LocalNetworkAccessChecks']);
    proxy = await startRoughProxy(Number(new URL(console.service.consoleUrl ?? '').port));
  }, startLimitMs);
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await console?.stop();
  });

  /**
   * Opens a page through the proxy. `update` restarts the console with the next build, and `loads` counts the page's
   * loads.
   */
  async function open(path: string): Promise<{ page: Page; update(): Promise<void>; loads(): number }> {
    const context = await browser.newContext();
    const headers = { origin: proxy.address };
    await context.request.post(`${proxy.address}/session`, { data: { key: console.keys.operator }, headers });
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await page.goto(proxy.address + path);
    await page.getByText('Connected').waitFor();
    return {
      page,
      loads: () => loads,
      async update() {
        await page.route('**/build', (route) => route.fulfill({ body: next }));
        await page.route(
          ({ pathname }) => pathname === path,
          async (route) => {
            const response = await route.fetch();
            // Changes only the build's name that the page compares. The names in the scripts stay.
            const body = (await response.text()).replace(/(build\\?":\\?")[\w-]+/g, `$1${next}`);
            await route.fulfill({ response, body });
          },
        );
        proxy.cut();
      },
    };
  }

  const notice = (page: Page) => page.getByText('The console was updated.');

  it('reloads a page by itself, once, and shows the new build', async () => {
    const { page, update, loads } = await open('/budgets');
    await update();
    await expect.poll(loads, { timeout: 20_000 }).toBe(2);
    await page.getByText('Connected').waitFor();
    expect(await page.content()).toContain(next);
    // The same build again does not cause a reload.
    proxy.cut();
    await page.getByText('The API does not answer.').waitFor();
    await page.getByText('Connected').waitFor();
    await page.waitForTimeout(500);
    expect(loads()).toBe(2);
    expect(await notice(page).count()).toBe(0);
    await page.context().close();
  });

  it('offers the reload while text is typed, and keeps the text until then', async () => {
    const { page, update, loads } = await open('/templates');
    await page
      .getByRole('button', { name: 'New template' })
      .or(page.getByRole('button', { name: /first/ }))
      .first()
      .click();
    await page.getByLabel('Name').fill('half-written');
    await update();
    await notice(page).waitFor({ timeout: 20_000 });
    expect(await page.getByLabel('Name').inputValue()).toBe('half-written');
    expect(loads()).toBe(1);
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(loads, { timeout: 20_000 }).toBe(2);
    await page.getByText('Connected').waitFor();
    expect(await notice(page).count()).toBe(0);
    // A draft of a template survives the reload.
    expect(await page.getByLabel('Name').inputValue()).toBe('half-written');
    await page.context().close();
  });
});
