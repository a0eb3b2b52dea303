import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, checkAccessibilityAtEachSize, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';

type Recommended = {
  recommendations: { items: { model: { displayName: string }; estimatedOutputTokens: number }[] };
};

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

describe.skipIf(program === null)(`models and health in a browser${absence}`, { timeout: 180_000 }, () => {
  let console: ConsoleFixture;

  beforeAll(async () => {
    console = await startConsole({ generations: 600 });
  }, startLimitMs);
  beforeEach(() => console.beginTest());
  afterAll(() => console?.stop());

  /** Takes screenshots of the page at rest and checks it with axe, at every size. */
  async function inspect(page: Page, name: string): Promise<void> {
    await console.lookAtEachSize(page, name);
    await checkAccessibilityAtEachSize(page);
  }

  const rowOf = (page: Page, id: string) => page.locator('tr', { has: page.locator(`a[data-id="${id}"]`) });

  it('keeps every typed letter at 30 ms a key on a slow machine', async () => {
    const page = await console.openAs('viewer', '/models');
    await rowOf(page, 'acme/atlas-mini').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const search = page.getByRole('textbox', { name: 'Search models' });
    await search.click();
    const text = 'acme atlas mini code';
    await page.keyboard.type(text, { delay: 30 });
    for (let count = 0; count < 5; count++) await page.keyboard.press('Backspace', { delay: 30 });
    expect(await search.inputValue()).toBe('acme atlas mini');
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('acme atlas mini');
    expect(await search.inputValue()).toBe('acme atlas mini');
    expect(await page.locator('tbody tr').count()).toBe(1);
  });

  it("shows a viewer the API's figures, compares models, and loads no page that is not opened", async () => {
    const prefetched: string[] = [];
    const page = await console.openAs('viewer', '/models');
    page.on('request', (request) => {
      if (request.headers()['next-router-prefetch'] !== undefined) prefetched.push(request.url());
    });
    const { models, usage } = await console.ask<{
      models: { id: string }[];
      usage: { groups: { model: string; totals: { calls: number } }[] };
    }>(
      '{ models { id } usage(input: { days: 1, groupBy: [MODEL] }) { groups { model totals { calls } } } }',
      {},
      'viewer',
    );
    await rowOf(page, 'acme/atlas-mini').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(models.length);
    const calls = usage.groups.find(({ model }) => model === 'acme/atlas-mini')?.totals.calls;
    const mini = rowOf(page, 'acme/atlas-mini');
    await mini.getByRole('img', { name: `atlas-mini: ${calls} calls in the last 24 hours`, exact: false }).waitFor();
    expect(await mini.textContent()).toContain('$0.20 / $0.80');
    for (let step = 0; step < 8; step++) await page.mouse.wheel(0, 900);
    await page.evaluate(() => window.scrollTo(0, 0));
    await inspect(page, 'models');

    await page.getByRole('checkbox', { name: 'Compare atlas-mini' }).check();
    await page.getByRole('checkbox', { name: 'Compare atlas-large' }).check();
    await page.getByRole('checkbox', { name: 'Compare aurora' }).check();
    await expect.poll(() => new URL(page.url()).searchParams.getAll('compare')).toHaveLength(3);
    await console.lookAtEachSize(page, 'models-chosen');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('dialog', { name: 'Compare' }).waitFor();
    await page.reload();
    await page
      .getByRole('dialog', { name: 'Compare' })
      .getByRole('row', { name: /^Output \$0\.80 \$15\.00 \$1\.50/ })
      .waitFor();
    await inspect(page, 'models-compare');
    expect(prefetched).toEqual([]);
  });

  it('recommends models for a task with the cost of the given tokens', async () => {
    const page = await console.openAs('member', '/models');
    await page.getByRole('button', { name: 'Which model for this task?' }).click();
    const drawer = page.getByRole('dialog', { name: 'Which model for this task?' });
    await drawer.getByRole('textbox', { name: 'Task' }).fill('code_generation');
    await drawer.getByRole('textbox', { name: 'Prompt, tokens' }).fill('20000');
    // Its own answer: measured latencies change the order from one question to the next.
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('code_generation') === true,
    );
    await drawer.getByRole('button', { name: 'Find models' }).click();
    const answer = await answered;
    expect(answer.request().postDataJSON().variables.input).toMatchObject({ contextLength: 20_000, limit: 5 });
    const { recommendations } = ((await answer.json()) as { data: Recommended }).data;
    const [first] = recommendations.items;
    const best = drawer.getByRole('region', { name: 'Recommended models' }).getByRole('listitem').first();
    await best.getByText('for 20,000 tokens of prompt').waitFor();
    expect(await best.textContent()).toContain(first?.model.displayName);
    expect(await best.textContent()).toContain(`${first?.estimatedOutputTokens.toLocaleString('en-US')} of answer`);
    await inspect(page, 'models-task');
  });

  it('reports live that a model fails every call, and shows the evidence', async () => {
    const page = await console.openAs('operator', '/health');
    const line = page.getByRole('region', { name: 'Models now' }).locator('li[data-id="borealis/sim-500"]');
    const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
    const input = { prompt: 'Hello', model: 'borealis/sim-500', enableFallback: false };
    await page.getByRole('toolbar', { name: 'Borealis over time' }).waitFor();
    for (let count = 0; count < 2; count++) {
      await expect(console.ask(generate, { input })).rejects.toThrow('ALL_MODELS_FAILED');
    }
    await line.getByText(/Failing|Unavailable/).waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    const { checkHealth } = await console.ask<{ checkHealth: { status: string }[] }>(
      'mutation { checkHealth { status } }',
      {},
      'operator',
    );
    const bad = checkHealth.filter(({ status }) => status === 'UNAVAILABLE').length;
    await page.getByText(bad === 0 ? 'All providers answer' : `Unavailable: ${bad} of ${checkHealth.length}`).waitFor();
    await inspect(page, 'health');

    // The history contains recent calls only after some seconds, because of the rollups.
    await expect
      .poll(async () => (await historyOf('borealis')).at(-1)?.failures, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(2);
    await page.reload();
    const cells = page.getByRole('toolbar', { name: 'Borealis over time' }).getByRole('button');
    await cells.first().waitFor();
    const last = (await historyOf('borealis')).at(-1);
    const label = `${last?.failures} of ${last?.calls} calls failed`;
    await cells
      .and(page.getByRole('button', { name: label, exact: false }))
      .last()
      .click();
    const drawer = page.getByRole('dialog', { name: 'Borealis: evidence' });
    await drawer.getByText('borealis/sim-500').first().waitFor();
    await drawer.getByRole('list', { name: 'Failed calls' }).getByRole('link').first().waitFor();
    await inspect(page, 'health-evidence');

    const viewer = await console.openAs('viewer', '/health');
    await viewer.getByRole('toolbar', { name: 'Borealis over time' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Check now' }).count()).toBe(0);
  });

  async function historyOf(provider: string): Promise<{ calls: number; failures: number }[]> {
    const { healthHistory } = await console.ask<{
      healthHistory: { providers: { provider: { id: string }; points: { calls: number; failures: number }[] }[] };
    }>(
      `query ($from: DateTime!) { healthHistory(from: $from) { providers { provider { id } points { calls failures } } } }`,
      { from: new Date(Date.now() - 86_400_000).toISOString() },
      'operator',
    );
    return healthHistory.providers.find((one) => one.provider.id === provider)?.points ?? [];
  }

  it('lets an operator edit a model, switch it off and on, and remove its stored fields', async () => {
    const page = await console.openAs('operator', '/models/acme/atlas-code');
    const priceOf = async () =>
      (
        await console.ask<{ model: { price: { outputPerMTok: string } } }>(
          '{ model(id: "acme/atlas-code") { price { outputPerMTok } } }',
        )
      ).model.price.outputPerMTok;
    const open = (action: string) => page.getByRole('main').getByRole('button', { name: action, exact: true }).click();
    const confirm = (action: string) =>
      page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
    await page.getByRole('region', { name: 'Its last generations' }).getByRole('listitem').first().waitFor();
    await page.getByRole('region', { name: 'Usage' }).getByText('Calls', { exact: true }).waitFor();
    await inspect(page, 'model');

    await open('Edit');
    const dialog = page.getByRole('dialog', { name: 'Edit atlas-code' });
    await dialog.getByRole('textbox', { name: 'Output, $ per M tokens' }).fill('4.5');
    await inspect(page, 'model-edit');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: 'Price' }).getByText('$4.50').waitFor();
    expect(await priceOf()).toBe('4.5');

    await open('Switch off');
    await confirm('Switch off');
    await page.getByText('Switched off').first().waitFor();
    await open('Switch on');
    await page.getByText('atlas-code is switched on.').waitFor();
    await open('Remove');
    await confirm('Remove');
    await expect.poll(priceOf).toBe('4');
  });

  it('names the missing setting of a provider without a key', async () => {
    const save = 'mutation ($input: ModelInput!) { saveModel(input: $input) { id } }';
    await console.ask(save, { input: { id: 'openai/gpt-4o-mini' } }, 'operator');
    const page = await console.openAs('operator', '/models?provider=openai');
    await page.getByRole('note').getByText('Set OPENAI_API_KEY in the file .env').waitFor();
    const member = await console.openAs('member', '/models?provider=openai');
    await member.getByRole('note').getByText('an operator must set its key').waitFor();
    await console.lookAtEachSize(page, 'models-setup');
  });
});
