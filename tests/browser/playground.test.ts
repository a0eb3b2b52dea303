import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRun } from '../../apps/web/src/features/playground/run-state.ts';
import { defaultSettings } from '../../apps/web/src/features/playground/settings.ts';
import { packShared } from '../../apps/web/src/features/playground/share-link.ts';
import { startLimitMs } from '../service/start-service.ts';
import {
  type ConsoleFixture,
  type ConsoleRole,
  checkAccessibility,
  checkAccessibilityAtEachSize,
  startConsole,
} from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';
import { recordTextLengths } from './record-text-lengths.ts';
import { type RoughProxy, startRoughProxy } from './rough-proxy.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';
/** A partial answer. */
const answer = '[aria-live="polite"]:not(:has([role="status"]))';

/** A model of a provider without a key. */
const unconfigured = 'cohere/command-x';

const saveModel = `mutation ($input: ModelInput!) { saveModel(input: $input) { id } }`;
const countGenerations = `query { generations(first: 100) { edges { node { id status createdAt } } } }`;

describe.skipIf(program === null)(`the playground in a browser${absence}`, { timeout: 90_000 }, () => {
  let fixture: ConsoleFixture;
  let proxy: RoughProxy;

  beforeAll(async () => {
    fixture = await startConsole({ generations: 300 });
    proxy = await startRoughProxy(Number(new URL(fixture.service.consoleUrl ?? '').port));
    for (const id of ['acme/trickle-20ms-15tps', 'acme/river-20ms-60tps', 'acme/brook-20ms-100tps', unconfigured]) {
      const input = { id, contextWindow: 64_000, maxOutputTokens: 8_000, inputPerMTok: '1', outputPerMTok: '4' };
      await fixture.ask(saveModel, { input });
    }
    const capabilities = ['vision', 'reasoning', 'json_mode', 'json_schema'];
    await fixture.ask(saveModel, {
      input: {
        id: 'acme/sluice',
        contextWindow: 64_000,
        maxOutputTokens: 8_000,
        inputPerMTok: '1',
        outputPerMTok: '4',
        capabilities,
      },
    });
  }, startLimitMs);
  beforeEach(() => fixture.beginTest());
  afterAll(async () => {
    await proxy?.close();
    await fixture?.stop();
  });

  const open = (path = '/playground', role: ConsoleRole = 'member') => fixture.openAs(role, path);
  const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt' });
  const run = (page: Page) => page.getByRole('complementary', { name: 'Run and settings' });
  const details = (page: Page) => page.getByRole('button', { name: 'Details of this run' });

  async function ask(page: Page, text: string): Promise<void> {
    await prompt(page).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  }

  /** Opens a page that reaches the console through the proxy. Its browser logs each broken connection. */
  async function openThroughProxy(path: string): Promise<Page> {
    const context = await fixture.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const headers = { origin: proxy.address };
    await context.request.post(`${proxy.address}/session`, { data: { key: fixture.keys.member }, headers });
    const page = await context.newPage();
    await page.goto(proxy.address + path);
    await prompt(page).waitFor();
    return page;
  }

  async function generationIds(): Promise<string[]> {
    type Answer = { generations: { edges: { node: { id: string } }[] } };
    const { generations } = await fixture.ask<Answer>(countGenerations, {}, 'admin');
    return generations.edges.map(({ node }) => node.id);
  }

  it('streams an answer, with its plan, attempts, tokens, cost and reason', async () => {
    // Twelve seconds of text. A page on a slow machine renders it up to 600 ms apart.
    const page = await open('/playground?model=acme/trickle-20ms-15tps');
    await prompt(page).waitFor();
    await fixture.lookAtEachSize(page, 'playground-empty');
    const lengths = await recordTextLengths(page, answer);
    await prompt(page).fill('Explain in three paragraphs how a hydroelectric dam works.');
    await page.getByText('Plan for this prompt').waitFor();
    await page.getByText(/tokens in, about \d+ out/).waitFor();
    await fixture.lookAtEachSize(page, 'playground-estimate');
    await page.getByRole('button', { name: 'Send' }).click();
    await run(page).getByText('Completed').waitFor({ timeout: 40_000 });

    const grown = await lengths();
    expect(grown.length).toBeGreaterThan(8);
    expect(grown).toEqual(grown.toSorted((a, b) => a - b));
    await run(page).getByRole('img', { name: 'Succeeded' }).waitFor();
    const words = await run(page).textContent();
    expect(words).toMatch(/Tokens in\s*[\d,]+/);
    expect(words).toMatch(/Tokens out\s*[\d,]+/);
    expect(words).toMatch(/Cost\s*\$[\d.]+/);
    expect(words).toMatch(/First token\s*[\d.]+\s*m?s/);
    await page.getByText(/^acme\/[\w-]+ answered(:| after) /).waitFor();
    await checkAccessibilityAtEachSize(page);
    await fixture.lookAtEachSize(page, 'playground-answer');

    await ask(page, 'And what is a penstock?');
    await expect.poll(() => details(page).count(), { timeout: 20_000 }).toBe(2);
  });

  it('cancels an answer, and keeps the received text', async () => {
    const page = await open('/playground?model=acme/river-20ms-60tps');
    await ask(page, 'Write 1500 tokens about rivers.');
    await page.locator(answer).getByText(/\w/).first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await run(page).getByRole('status').getByText('Cancelled').waitFor();
    const kept = await page.locator(answer).textContent();
    expect(kept?.length).toBeGreaterThan(10);
    await page.waitForTimeout(500);
    expect(await page.locator(answer).textContent()).toBe(kept);
  });

  it('names the model that answers instead of the requested one, before sending and after', async () => {
    const page = await open(`/playground?model=${unconfigured}`);
    await prompt(page).fill('What is a penstock?');
    await page.getByText(`answers instead of ${unconfigured}: `).waitFor();
    await fixture.lookAtEachSize(page, 'playground-other-model');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(`answered instead of ${unconfigured}: `).waitFor();

    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.goto(`${fixture.service.consoleUrl}/playground?model=borealis/sim-cut-6`);
    await ask(page, 'Write 60 tokens about rivers.');
    await page.getByText(/answered instead of borealis\/sim-cut-6: /).waitFor();
  });

  it('shows code in colors, tables with whole words, footnotes, and inside links as text', async () => {
    const text = [
      '## Rivers',
      'They flow.[^1] [settings](/settings) [script](javascript:alert(1)) [outside](https://example.com/)',
      '```ts\nconst river: string = `Aare`; // flows\n```',
      '| River | Length | Mouth | Countries it runs through |\n|---|---|---|---|\n| Danube | 2,850 km | Black Sea | Germany, Austria, Slovakia, Hungary, Croatia, Serbia, Romania, Bulgaria, Moldova, Ukraine |',
      '[^1]: Mostly.',
    ].join('\n\n');
    const page = await open(await linkTo(text));
    await page.getByText(/This came with a link/).waitFor();
    const article = page.locator(answer);
    await article.getByRole('link', { name: 'outside' }).waitFor();
    const links = await article.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links.filter((href) => !href?.startsWith('#'))).toEqual(['https://example.com/']);
    await article.locator('section[data-footnotes]').getByText('Mostly.').waitFor();
    await article.locator('pre [style*="--shiki-light"]').first().waitFor();
    await checkAccessibilityAtEachSize(page);
    await fixture.lookAtEachSize(page, 'playground-markdown');
  });

  it('compares six answers over one socket, and shows the request as code', async () => {
    const query = Array.from(
      { length: 6 },
      (_, index) =>
        `model=${['acme/atlas-large', 'acme/atlas-mini', 'borealis/aurora', 'borealis/sim-500', 'acme/atlas-code', 'acme/brook-20ms-100tps'][index]}`,
    ).join('&');
    const sockets: string[] = [];
    const page = await open();
    await page.getByText('Connected').first().waitFor();
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto(`${fixture.service.consoleUrl}/playground?${query}`);
    await page.getByRole('button', { name: 'Who answers, 6 of 6' }).waitFor();
    await ask(page, 'Write 150 tokens about rivers.');
    await expect.poll(() => details(page).count(), { timeout: 30_000 }).toBe(6);
    // One socket for live state, one for all answers.
    expect(sockets.length).toBeLessThanOrEqual(2);
    await page.getByText(/answered instead of borealis\/sim-500: borealis\/sim-500 failed/).waitFor();
    await checkAccessibilityAtEachSize(page);
    await fixture.lookAtEachSize(page, 'playground-six');

    await page.getByRole('button', { name: 'As code' }).click();
    await page.getByRole('tab', { name: 'Python' }).click();
    await page.getByText('from openai import OpenAI').waitFor();
    await page.locator('[style*="--shiki-light"]').first().waitFor();
    await checkAccessibility(page);
    await fixture.lookAtEachSize(page, 'playground-code');
  });

  it('sends settings, a template and a file, checks JSON, and shares all by a link', async () => {
    const page = await open('/playground?model=acme/sluice');
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: 'summary' }).click();
    await run(page).getByRole('textbox', { name: 'text' }).fill('Rivers flow to the sea.');
    await page.getByRole('textbox', { name: 'System message' }).fill('Be brief.');
    await page.getByRole('combobox', { name: 'Reasoning effort' }).selectOption('Low');
    await page.getByText('Schema', { exact: true }).click();
    await page
      .getByRole('textbox', { name: 'JSON schema' })
      .fill(
        '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}',
      );
    await page.locator('input[type=file]').setInputFiles({
      name: 'river.png',
      mimeType: 'image/png',
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    });
    await page.getByRole('button', { name: 'Remove river.png' }).waitFor();
    await checkAccessibilityAtEachSize(page);
    await fixture.lookAtEachSize(page, 'playground-settings');
    await ask(page, 'Where is it?');
    await page.getByText('fits the schema').waitFor();

    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('checkbox', { name: 'With the conversation' }).check();
    const link = page.getByRole('textbox', { name: 'Link' });
    await expect.poll(() => link.inputValue()).toContain('#share=');
    await checkAccessibility(page);
    await fixture.lookAtEachSize(page, 'playground-share');

    const before = await generationIds();
    const other = await open(new URL(await link.inputValue()).pathname + new URL(await link.inputValue()).hash);
    await other.getByText(/This came with a link, and nothing has been sent/).waitFor();
    await other.getByText('Where is it?').waitFor();
    await other.getByRole('tab', { name: 'Settings' }).click();
    expect(await other.getByRole('textbox', { name: 'System message' }).inputValue()).toBe('Be brief.');
    await fixture.lookAtEachSize(other, 'playground-shared');
    expect(await generationIds()).toEqual(before);
  });

  it('continues after a reload in the middle, with the text so far, and pays once', async () => {
    const page = await open('/playground?model=acme/river-20ms-60tps');
    const before = await generationIds();
    await ask(page, 'Write 300 tokens about rivers.');
    await expect
      .poll(async () => (await page.locator(answer).textContent())?.length ?? 0, { timeout: 15_000 })
      .toBeGreaterThan(100);
    await prompt(page).fill('And lakes?');
    await page.reload();
    await run(page).getByText('Completed').waitFor();
    expect(await prompt(page).inputValue()).toBe('And lakes?');
    const text = (await page.locator(answer).textContent()) ?? '';
    const id = (await generationIds()).filter((known) => !before.includes(known));
    expect(id).toHaveLength(1);
    type Answer = { generation: { text: string } };
    const { generation } = await fixture.ask<Answer>('query ($id: ID!) { generation(id: $id) { text } }', {
      id: id[0],
    });
    expect(plain(text)).toContain(plain(generation.text).slice(0, 200));
    expect(plain(text)).toContain(plain(generation.text).slice(-60));
  });

  it.each<[string, number, () => Promise<void>]>([
    [
      'cuts every connection',
      400,
      async () => {
        proxy.cut();
        await wait(1_500);
        proxy.cut();
      },
    ],
    [
      'swallows everything for 15 seconds',
      900,
      async () => {
        proxy.swallow();
        await wait(15_000);
        proxy.pass();
      },
    ],
    [
      'lets little through',
      400,
      async () => {
        proxy.slow(4_000);
        await wait(3_000);
        proxy.slow(null);
      },
    ],
  ])('continues through a proxy that %s', async (_, tokens, disturb) => {
    const page = await openThroughProxy('/playground?model=acme/river-20ms-60tps');
    const before = await generationIds();
    await ask(page, `Write ${tokens} tokens about rivers.`);
    await expect
      .poll(async () => (await page.locator(answer).textContent())?.length ?? 0, { timeout: 15_000 })
      .toBeGreaterThan(100);
    await disturb();
    const length = (await page.locator(answer).textContent())?.length ?? 0;
    await expect
      .poll(async () => (await page.locator(answer).textContent())?.length ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(length);
    await run(page).getByText('Completed').waitFor({ timeout: 30_000 });
    const ids = (await generationIds()).filter((known) => !before.includes(known));
    expect(ids).toHaveLength(1);
    type Answer = { generation: { text: string } };
    const { generation } = await fixture.ask<Answer>('query ($id: ID!) { generation(id: $id) { text } }', {
      id: ids[0],
    });
    expect(plain((await page.locator(answer).textContent()) ?? '')).toBe(plain(generation.text));
    await page.context().close();
  });
});

/** A share link with this answer in its conversation. */
async function linkTo(text: string): Promise<string> {
  const lane = { route: { type: 'model' as const, id: 'acme/atlas-large' }, run: { ...startRun(0), text } };
  const turns = [{ id: '1', prompt: 'Rivers?', files: [], format: 'TEXT' as const, lanes: [lane] }];
  const fragment = await packShared({ settings: defaultSettings, draft: '', turns }, { conversation: true });
  return `/playground${fragment}`;
}

/** The text without markdown syntax and white space. */
const plain = (text: string) => text.replaceAll(/[\s*#`_|>-]/g, '');

const wait = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));
