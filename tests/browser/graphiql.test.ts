import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { findChromium, howToGetChromium, launchChromium } from './find-chromium.ts';

const program = findChromium();
const pictures = join(root, 'test-results/browser');
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

describe.skipIf(program === null)(`GraphiQL in a browser${absence}`, { timeout: 60_000 }, () => {
  let service: StartedService;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    service = await startService('api');
    browser = await launchChromium(program);
  }, startLimitMs);

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('sends a query and shows the response, and reaches no network address but the service', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const elsewhere: string[] = [];
    const refused: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    await page.route(/^https?:/, (route) => {
      const request = route.request();
      if (!request.url().startsWith(new URL(service.graphqlUrl).origin)) {
        elsewhere.push(request.url());
        return route.abort();
      }
      // Replaces YOUR_KEY in its headers.
      return route.continue({ headers: { ...request.headers(), authorization: `Bearer ${service.key}` } });
    });
    await page.goto(`${service.graphqlUrl}?${new URLSearchParams({ query: '{ viewer { role } }' })}`);
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.graphiql-response').getByText('"ADMIN"').waitFor();
    await page.screenshot({ path: join(pictures, 'graphiql-1440.png') });
    expect(elsewhere).toEqual([]);
    expect(refused).toEqual([]);
  });

  it('loads the schema after the key is typed', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(service.graphqlUrl);
    const refused = await page.waitForResponse((response) => response.request().method() === 'POST');
    expect(refused.status()).toBe(401);
    await page.getByRole('button', { name: /^headers$/i }).click();
    await page.locator('.graphiql-editor-tool .graphiql-editor:visible').click();
    await page.keyboard.press('Control+a');
    const asked = page.waitForResponse((response) => response.request().method() === 'POST' && response.ok());
    await page.keyboard.insertText(`{ "authorization": "Bearer ${service.key}" }`);
    // The editor has closed the brace itself.
    await page.keyboard.press('Delete');
    await asked;
    await page.getByRole('button', { name: /show documentation explorer/i }).click();
    await page
      .getByText('Reads. Nothing here calls a provider or costs money.')
      .or(page.getByText('Root Types'))
      .first()
      .waitFor();
    await page.close();
  });
});
