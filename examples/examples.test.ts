import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { spawnChild } from '@penstock/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCuttingProxy } from '../apps/api/src/testing/cutting-proxy.ts';
import { startPenstock, type TestPenstock } from '../apps/api/src/testing/start-penstock.ts';

let service: TestPenstock;

// The reasoner is unavailable, so that a step falls back. The large model is slow, so that a stream can be cut.
const policy = `providers:
  sandbox: { dialect: openai, sandbox: true }
models:
  sandbox:
    sandbox-mini: { upstream_name: mini-1ms-0tps, context_window: 32768, capabilities: [function_calling], quality: 0.4 }
    sandbox-large: { upstream_name: large-20ms-100tps, context_window: 131072, capabilities: [], quality: 0.9 }
    sandbox-reasoner: { upstream_name: sim-503, context_window: 131072, capabilities: [], quality: 0.1 }
routing_rules: { default_strategy: quality_optimized }
`;

const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : null;
const noPython = python === null ? ' [Python: not found; install it (Debian: apt-get install python3)]' : '';

beforeAll(async () => {
  service = await startPenstock({ policy: () => policy });
}, 60_000);
afterAll(() => service.close());

/** Runs an example and returns its output. Fails when the example fails. */
async function run(example: string, ...words: readonly string[]): Promise<string> {
  const file = fileURLToPath(new URL(example, import.meta.url));
  const env = { ...process.env, PENSTOCK_URL: service.url, PENSTOCK_KEY: service.key };
  return (await promisify(execFile)(process.execPath, [file, ...words], { env })).stdout;
}

describe('the examples', () => {
  test('workflow-step.ts: another model replaces a failing model, and the next step uses the text', async () => {
    const output = await run('workflow-step.ts', 'how a weir works');
    expect(output).toContain('[outline] sandbox/sandbox-mini, $0');
    expect(output).toMatch(/\[draft\] sandbox\/sandbox-large.*sandbox-reasoner (?!succeeded).*sandbox-large succeeded/);
  });

  test('rag.ts: the matching passages go to the model, and are named', async () => {
    const output = await run('rag.ts', 'When does the breaker of a model open?');
    expect(output).toContain('Answer from these passages alone');
    expect(output).toMatch(/from failover\.md › Breakers/);
  });

  test('agent.ts: the model calls a tool, and answers with its result', async () => {
    const output = await run('agent.ts');
    expect(output).toMatch(/read_water_level\(\{"gauge":.*\}\) → .*412/);
    expect(output).toMatch(/\[turn 2\][\s\S]*412/);
  });

  test('in-process.ts: a library call without a server plans, falls back and is priced', async () => {
    const home = await mkdtemp(join(tmpdir(), 'penstock-example-'));
    const model = 'context_window: 32768, max_output_tokens: 500, price: { input_per_mtok: 1, output_per_mtok: 2 }';
    const own = `providers: { up: { dialect: openai, base_url: "${service.simulator.baseUrl('openai')}", api_key: \${UP_KEY} } }
models:
  up:
    best: { upstream_name: sim-503, ${model}, quality: 0.9 }
    second: { upstream_name: mini-1ms-0tps, ${model}, quality: 0.7 }
    dear: { ${model.replace('2 }', '900 }')}, quality: 0.95 }
`;
    await writeFile(join(home, 'policy.yml'), own);
    const env = { PATH: process.env.PATH, PENSTOCK_POLICY: join(home, 'policy.yml'), UP_KEY: 'key' };
    const file = fileURLToPath(new URL('in-process.ts', import.meta.url));
    const words = ['Write about locks.', 'up/best', 'up/second'];
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...words], { env });
    await rm(home, { recursive: true });
    expect(stdout).toMatch(/^Plan: up\/best, up\/second\n/);
    expect(stdout).toMatch(/not up\/dear: .*0\.05/);
    expect(stdout).toMatch(/up\/best: .*503[\s\S]*up\/second for \$0\.000\d+:\n.+/);
  });

  test.skipIf(python === null)(`python-client.py: one answer, though its connection is cut${noPython}`, async () => {
    const proxy = await startCuttingProxy(service.url, 'event: next');
    proxy.cutAfterEvents(10);
    const file = fileURLToPath(new URL('python-client.py', import.meta.url));
    const env = { ...process.env, PENSTOCK_URL: proxy.url, PENSTOCK_KEY: service.key };
    const before = (await storedTexts()).length;
    const { stdout, stderr } = await promisify(execFile)('python3', [file, 'Write 40 words about rivers.'], { env });
    await proxy.close();
    const texts = await storedTexts();
    expect(texts).toHaveLength(before + 1);
    expect(stdout).toBe(`${texts[0]}\n[sandbox/sandbox-large, $0]\n`);
    expect(stderr).toContain('[the connection is lost; going on]');
  });

  test('without a valid key, an example prints a sentence', async () => {
    const file = fileURLToPath(new URL('agent.ts', import.meta.url));
    const env = { ...process.env, PENSTOCK_URL: service.url, PENSTOCK_KEY: 'psk_wrong' };
    await expect(promisify(execFile)(process.execPath, [file], { env })).rejects.toThrow(/key/);
  });
});

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const absence =
  browserPath === undefined ? ' [Chromium: not found; install it (Debian: apt-get install chromium)]' : '';

describe.skipIf(browserPath === undefined)(`stream-in-the-browser.html${absence}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());

  async function open(key: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(new URL('stream-in-the-browser.html', import.meta.url).href);
    await page.getByLabel('Address').fill(`${service.url.replace('http', 'ws')}/graphql`);
    await page.getByLabel('Key').fill(key);
    await page.getByLabel('Prompt').fill('Write 150 words about rivers.');
    return page;
  }

  test('shows an answer as it arrives, complete although the connection was lost in the middle', async () => {
    const page = await open(service.key);
    await page.getByRole('button', { name: 'Stream' }).click();
    await page.waitForFunction(() => (document.querySelector('#text')?.textContent?.length ?? 0) > 80);
    await page.getByRole('button', { name: 'Drop' }).click();
    await page.getByText(/The connection is lost after event \d+/).waitFor();
    await page.getByText('Whole, by sandbox/sandbox-large').waitFor();
    const shown = await page.locator('#text').textContent();
    const [stored] = await storedTexts();
    expect(shown).toBe(stored);
  });

  test('prints the refusal of a wrong key', async () => {
    const page = await open('psk_wrong');
    await page.getByRole('button', { name: 'Stream' }).click();
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/key|unauth|forbidden/i);
  });
});

/** The texts of all recorded generations, newest first. */
async function storedTexts(): Promise<readonly string[]> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { authorization: service.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ generations(first: 50) { nodes { text } } }' }),
  });
  const { data } = (await response.json()) as { data: { generations: { nodes: { text: string }[] } } };
  return data.generations.nodes.map(({ text }) => text);
}

describe.skipIf(browserPath === undefined)(`react-chat${absence}`, () => {
  test('shows an answer as it arrives, once, though the socket is cut, and keeps the conversation', async () => {
    const folder = fileURLToPath(new URL('react-chat', import.meta.url));
    const program = createRequire(import.meta.url)
      .resolve('vite/package.json')
      .replace('package.json', 'bin/vite.js');
    const server = spawnChild(process.execPath, [program, folder, '--port', '0', '--host', '127.0.0.1']);
    const proxy = await startCuttingProxy(service.url);
    const browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    try {
      const site = await new Promise<string>((resolve) => {
        let said = '';
        server.stdout.on('data', (chunk) => {
          said += stripVTControlCharacters(String(chunk));
          const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
          if (address !== undefined) resolve(address);
        });
      });
      const page = await browser.newPage();
      await page.goto(`${site}?${new URLSearchParams({ url: proxy.url, key: service.key })}`);
      const ask = async (question: string): Promise<void> => {
        await page.getByLabel('Question').fill(question);
        await page.getByRole('button', { name: 'Ask' }).click();
        await page.getByRole('button', { name: 'Stop' }).waitFor();
        await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
      };
      const before = (await storedTexts()).length;
      proxy.cutAfterEvents(10);
      await ask('Write 40 words about rivers.');
      await ask('Write 20 words about locks.');
      const [second, first, ...others] = await storedTexts();
      expect(others).toHaveLength(before);
      const shown = await page.locator('li').allTextContents();
      expect(shown).toEqual(['Write 40 words about rivers.', first, 'Write 20 words about locks.', second]);
      expect(await page.getByRole('alert').count()).toBe(0);
    } finally {
      server.kill();
      await browser.close();
      await proxy.close();
    }
  });
});
