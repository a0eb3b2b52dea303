import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from '../../apps/api/src/testing/cutting-proxy.ts';
import { codeBlocks } from '../documents/tracked-files.ts';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { findChromium, howToGetChromium, launchChromium } from './find-chromium.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

/** Where the page comes from; the packages come from there as they are published. */
const site = 'http://localhost:9';
const modules = {
  '@penstock/client': '/packages/client/dist/index.js',
  'graphql-ws': '/node_modules/graphql-ws/dist/client.js',
  'graphql-ws/client': '/node_modules/graphql-ws/dist/client.js',
  ws: '/ws.js',
};
const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports: modules })}</script><pre></pre>`;

describe.skipIf(program === null)(`README's subscription in a browser${absence}`, { timeout: 60_000 }, () => {
  let service: StartedService;
  let proxy: CuttingProxy;
  let browser: Browser;

  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build-packages.mjs'], { cwd: root });
    service = await startService('api');
    proxy = await startCuttingProxy(new URL(service.graphqlUrl).origin);
    browser = await launchChromium(program);
  }, startLimitMs);
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await service?.stop();
  });

  async function openSite(): Promise<Page> {
    const opened = await browser.newPage();
    await opened.route(`${site}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: page });
      const body = pathname === modules.ws ? 'export default WebSocket;' : readFileSync(join(root, pathname), 'utf8');
      return route.fulfill({ contentType: 'text/javascript', body });
    });
    await opened.goto(`${site}/`);
    return opened;
  }

  /** The README's lines, which print into the page. */
  function script(words: string): string {
    const block = codeBlocks(readFileSync(join(root, 'README.md'), 'utf8'), 'js').find((text) => text.includes(words));
    if (block === undefined) throw new Error(`The README has no block with '${words}' any more.`);
    const lines = block
      .replaceAll('localhost:4000', new URL(proxy.url).host)
      .replace('process.env.KEY', JSON.stringify(service.key))
      .replaceAll('crypto.randomUUID()', 'String(Math.random())')
      .replaceAll('process.stdout.write(', "document.querySelector('pre').append(");
    return `${lines}\ndocument.title = 'whole';`;
  }

  async function storedTexts(): Promise<readonly string[]> {
    const response = await fetch(service.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ generations(first: 50) { nodes { text } } }' }),
    });
    const { data } = (await response.json()) as { data: { generations: { nodes: { text: string }[] } } };
    return data.generations.nodes.map(({ text }) => text);
  }

  it.each([
    ['@penstock/client', 'createPenstock('],
    ['graphql-ws', 'createClient('],
  ])('with %s shows the answer once, of one generation, though its socket is cut', async (_, words) => {
    const opened = await openSite();
    const failures: string[] = [];
    opened.on('pageerror', (error) => failures.push(error.message));
    const [before, connectionsBefore] = [await storedTexts(), proxy.connectionCount()];
    proxy.cutAfterEvents(4);
    await opened.addScriptTag({ type: 'module', content: script(words) });
    await opened.waitForFunction(() => document.title === 'whole', undefined, { timeout: 20_000 }).catch(() => {});
    expect(failures).toEqual([]);
    const texts = await storedTexts();
    expect(texts).toHaveLength(before.length + 1);
    expect(await opened.locator('pre').textContent()).toBe(texts[0]);
    expect(proxy.connectionCount() - connectionsBefore).toBe(2);
    await opened.close();
  });
});
