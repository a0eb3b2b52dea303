import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** The page's own server serves the published files of the packages. */
const modules = {
  '@penstock/client': '/packages/client/dist/index.js',
  'graphql-ws': '/node_modules/graphql-ws/dist/client.js',
  'graphql-ws/client': '/node_modules/graphql-ws/dist/client.js',
  ws: '/ws.js',
};
const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports: modules })}</script><pre></pre>`;

/** A browser lets only local pages connect to this machine, so the pages come from a local server. */
function serveFile({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  if (url === '/') {
    response.setHeader('content-type', 'text/html').end(page);
    return;
  }
  response.setHeader('content-type', 'text/javascript');
  if (url === modules.ws) response.end('export default WebSocket;');
  else if (existsSync(join(root, url))) response.end(readFileSync(join(root, url)));
  else response.writeHead(404).end();
}

describe.skipIf(program === null)(`README's subscription in a browser${absence}`, { timeout: 60_000 }, () => {
  let service: StartedService;
  let proxy: CuttingProxy;
  let browser: Browser;
  const site = createServer(serveFile);

  beforeAll(async () => {
    service = await startService('api');
    proxy = await startCuttingProxy(new URL(service.graphqlUrl).origin);
    browser = await launchChromium(program);
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  }, startLimitMs);
  afterAll(async () => {
    await browser?.close();
    site.close();
    await proxy?.close();
    await service?.stop();
  });

  async function openSite(): Promise<Page> {
    const opened = await browser.newPage();
    const { port } = site.address() as AddressInfo;
    await opened.goto(`http://127.0.0.1:${port}/`);
    return opened;
  }

  /** Runs the README's lines, which print into the page. */
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
