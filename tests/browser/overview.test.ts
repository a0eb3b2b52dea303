import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, checkAccessibilityAtEachSize, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

/** Transferred JavaScript in kilobytes, and the number of requests: page, scripts, queries, prefetches. */
type Load = { kilobytes: number; requests: number };

const most: Load = { kilobytes: 350, requests: 25 };

const routes = [
  '/',
  '/generations',
  '/usage',
  '/health',
  '/playground',
  '/models',
  '/models/acme/atlas-mini',
  '/templates',
  '/budgets',
  '/policy',
  '/keys',
  '/audit',
  '/settings',
];

describe.skipIf(program === null)(`the overview in a browser${absence}`, { timeout: 120_000 }, () => {
  let console: ConsoleFixture;

  beforeAll(async () => {
    console = await startConsole();
  }, startLimitMs);
  beforeEach(() => console.beginTest());
  afterAll(() => console?.stop());

  const generate = (chain: string) =>
    console.ask(
      `mutation ($chain: String!) { generate(input: { prompt: "Name a river.", chain: $chain, workspaceId: "team-a" }) { id } }`,
      { chain },
    );

  it('shows the problems, the figures of the API, and the last generations as they arrive', async () => {
    const page = await console.openAs('admin', '/?range=30d');
    const attention = page.getByRole('region', { name: 'Needs attention' });
    await attention.getByText(/Team A, all time.*is at \d+(\.\d)?%/).waitFor();
    expect(await attention.getByRole('link', { name: 'Raise: Team A, all time' }).getAttribute('href')).toMatch(
      /^\/budgets\?edit=/,
    );

    const { usage } = await console.ask<{ usage: { totals: { calls: number; fallbacks: number } } }>(
      '{ usage(input: { days: 30 }) { totals { calls fallbacks } } }',
    );
    await page.getByText(usage.totals.calls.toLocaleString('en-US'), { exact: true }).waitFor();
    await page.getByText(usage.totals.fallbacks.toLocaleString('en-US'), { exact: true }).waitFor();
    await page.getByRole('img', { name: 'Cost over time' }).locator('path').first().waitFor();
    await page.getByText('Connected').first().waitFor();
    await console.lookAtEachSize(page, 'overview');
    await checkAccessibilityAtEachSize(page);

    await page.getByRole('button', { name: 'Choose the range' }).click();
    await page.getByRole('dialog', { name: 'Choose the range' }).getByLabel('From').click();
    await page.getByRole('dialog').getByRole('table').first().waitFor();
    await console.lookAtEachSize(page, 'range-calendar');
    await checkAccessibilityAtEachSize(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Choose the range' }).waitFor({ state: 'detached' });

    await generate('RESCUE');
    const newest = page.getByRole('region', { name: 'Latest generations' }).getByRole('listitem').first();
    await newest.getByText(/sim-cut-6/).waitFor();
    await newest.getByRole('img', { name: 'answered' }).waitFor();
    expect((await newest.textContent())?.replaceAll(/\s+/g, ' ')).toContain('sim-cut-6 ✕ → atlas-mini ✓');

    await page.getByRole('radiogroup', { name: 'Figure' }).getByText('Tokens').click();
    await page.getByRole('img', { name: 'Tokens over time' }).waitFor();
    expect(new URL(page.url()).searchParams.get('chart')).toBe('tokens');
    const chart = await page.getByRole('img', { name: 'Tokens over time' }).boundingBox();
    if (chart === null) throw new Error('The chart has no place.');
    await page.mouse.move(chart.x + chart.width * 0.4, chart.y + 80);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width * 0.6, chart.y + 90, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/\/generations\?/);
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBeGreaterThan(2 * 86_400_000);
  });

  it('is operated by keys, and finds sections and models', async () => {
    const page = await console.openAs('operator', '/settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByText('Connected').first().waitFor();
    await console.lookAtEachSize(page, 'settings');
    await checkAccessibilityAtEachSize(page);

    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await console.lookAtEachSize(page, 'keys-help');
    await checkAccessibilityAtEachSize(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });

    const opener = page.getByRole('button', { name: /^Search/ });
    await opener.click();
    await page.getByRole('dialog', { name: 'Search' }).getByRole('button').first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);

    await page.keyboard.press('Control+k');
    const search = page.getByPlaceholder('Search sections, models and actions');
    await search.fill('atlas mini');
    const model = page.getByRole('button', { name: /acme\/atlas-mini/ }).first();
    await model.waitFor();
    await console.lookAtEachSize(page, 'palette');
    await checkAccessibilityAtEachSize(page);
    const isChosen = async () => (await model.getAttribute('data-selected')) !== null;
    for (let step = 0; step < 3 && !(await isChosen()); step += 1) await search.press('ArrowDown');
    await search.press('Enter');
    await page.waitForURL(/\/models\/acme\/atlas-mini/);

    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
  });

  it('loads little on each route, including prefetches', async () => {
    const page = await console.openAs('admin', '/settings');
    await page.getByText('Connected').first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const requests = new Map<string, { url: string; type: string; bytes: number; loaderId: string }>();
    session.on('Network.requestWillBeSent', ({ requestId, request, type, loaderId }) => {
      requests.set(requestId, { url: request.url, type: type ?? '', bytes: 0, loaderId });
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const request = requests.get(requestId);
      if (request !== undefined) request.bytes = encodedDataLength;
    });
    const measured = [];
    for (const route of routes) {
      requests.clear();
      await page.goto(console.service.consoleUrl + route);
      await page.getByText('Connected').first().waitFor();
      await page.waitForLoadState('networkidle');
      // The page before may still send requests until the next one replaces it.
      const { loaderId } = (await session.send('Page.getFrameTree')).frameTree.frame;
      const all = [...requests.values()].filter((one) => one.loaderId === loaderId && one.type !== 'WebSocket');
      const scripts = all.filter(({ type, url }) => type === 'Script' || /\.js(\?|$)/.test(url));
      const kilobytes = Math.round(scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000);
      measured.push({ route, kilobytes, requests: all.length });
    }
    const tooLarge = measured.filter(
      ({ kilobytes, requests: count }) => kilobytes > most.kilobytes || count > most.requests,
    );
    expect(tooLarge, JSON.stringify(measured)).toEqual([]);
  });

  it('shows a viewer its own workspace, and no forbidden action', async () => {
    const page = await console.openAs('viewer', '/');
    await page.getByRole('region', { name: 'Latest generations' }).getByRole('listitem').first().waitFor();
    const sections = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
    expect((await sections.allTextContents()).map((text) => text.replace(/\d.*/, ''))).toEqual([
      'Overview',
      'Generations',
      'Usage',
      'Health',
      'Models',
      'Templates',
      'Budgets',
      'Workspaces & keys',
      'Settings',
    ]);
    expect(await page.getByRole('combobox', { name: 'Workspace' }).count()).toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Usage' }).waitFor();
    await console.lookAtEachSize(page, 'drawer');
  });
});
