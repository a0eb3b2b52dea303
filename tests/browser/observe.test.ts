import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ConsoleFixture,
  type ConsoleRole,
  checkAccessibility,
  checkAccessibilityAtEachSize,
  startConsole,
} from './console-fixture.ts';
import { ownName } from './remember-state.ts';

vi.setConfig({ testTimeout: 240_000 });

let fixture: ConsoleFixture;
beforeAll(async () => {
  fixture = await startConsole();
}, 300_000);
beforeEach(() => fixture.beginTest());
afterAll(() => fixture?.stop());

const generate = `mutation ($input: GenerateInput!) { generate(input: $input) { id } }`;
const ask = async (input: Record<string, unknown>, role: ConsoleRole = 'admin'): Promise<string> => {
  const { generate: made } = await fixture.ask<{ generate: { id: string } }>(generate, { input }, role);
  return made.id;
};

const rows = (page: Page) => page.locator('[role=row][data-id]');

describe('the page of generations', () => {
  test("filters by facets with the API's counts, and saves a view", async () => {
    const page = await fixture.openAs('admin', '/generations?range=30d');
    await rows(page).first().waitFor();
    const { generationFacets } = await fixture.ask<{
      generationFacets: { statuses: { value: string; count: number }[] };
    }>('query ($from: DateTime) { generationFacets(filter: { from: $from }) { statuses { value count } } }', {
      from: new Date(Date.now() - 30 * 86_400_000).toISOString(),
    });
    const failed = generationFacets.statuses.find(({ value }) => value === 'FAILED')?.count ?? 0;
    const facet = page.getByRole('button', { name: /^Failed/ });
    expect(await facet.textContent()).toBe(`Failed${failed}`);
    await facet.click();
    await expect.poll(() => page.url()).toContain('status=FAILED');
    await page.getByText(`${failed} in all`).waitFor();
    expect(await page.getByRole('button', { name: /^ALL_MODELS_FAILED/ }).textContent()).toContain(String(failed));
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByLabel('Name of the view').fill('My failures');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => page.url()).not.toContain('status=');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'My failures', exact: true }).click();
    await expect.poll(() => page.url()).toContain('status=FAILED');
  });

  test('shows its cost at every width, and the tables of usage and models show their last column', async () => {
    const page = await fixture.openAs('admin', '/generations?range=30d');
    await rows(page).first().waitFor();
    const lists = {
      '/generations?range=30d': page.getByRole('columnheader', { name: 'Cost' }),
      '/usage?range=30d': page.getByRole('columnheader', { name: 'Cost' }),
      '/models': page.getByRole('columnheader', { name: 'Compare' }),
    };
    for (const [path, last] of Object.entries(lists)) {
      await page.goto(`${fixture.service.consoleUrl}${path}`);
      for (const width of [320, 640, 720, 737, 768, 993, 1024, 1240, 1241, 1440, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        await last.waitFor();
        await page.waitForTimeout(150);
        const box = await last.boundingBox();
        const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(scrollWidth, `${path} at ${width}`).toBeLessThanOrEqual(width);
        expect((box?.x ?? width) + (box?.width ?? 0), `${path} at ${width}`).toBeLessThanOrEqual(width);
      }
    }
  });

  test('scrolls through pages, moves by keys, and opens a generation beside the list', async () => {
    const page = await fixture.openAs('viewer', '/generations?range=30d');
    await rows(page).first().waitFor();
    const grid = page.getByRole('grid', { name: 'Generations' });
    await grid.evaluate((frame) => frame.scrollTo({ top: 3_600 }));
    await page.getByText(/^[2-9]00 loaded/).waitFor();
    expect(await rows(page).count()).toBeLessThan(80);
    await grid.evaluate((frame) => frame.scrollTo({ top: 0 }));
    await grid.focus();
    for (const key of ['j', 'j', 'k', 'j', 'Enter']) await page.keyboard.press(key);
    const drawer = page.getByRole('dialog', { name: 'Generation' });
    await drawer.getByText('Served by').waitFor();
    const second = await grid.getAttribute('aria-activedescendant');
    expect(second).toBe(`row-${await rows(page).nth(1).getAttribute('data-id')}`);
    await drawer.getByRole('heading', { name: 'Attempts' }).waitFor();
    await fixture.lookAtEachSize(page, 'generations-peek');
    await checkAccessibilityAtEachSize(page);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await fixture.lookAtEachSize(page, 'generations');
    await checkAccessibility(page);
  });

  test('shows a new generation, and all of it on its own page', async ({ task }) => {
    const prompt = `Tell me of the ${ownName('moon', task)}.`;
    const page = await fixture.openAs('member', '/generations');
    await rows(page).first().waitFor();
    const id = await ask({ prompt, chain: 'RESCUE', workspaceId: 'team-a' });
    await page.getByRole('button', { name: '1 new' }).click();
    const first = rows(page).first();
    expect(await first.getAttribute('data-id')).toBe(id);
    await expect.poll(() => first.textContent()).toMatch(/Completed.*sim-cut-6 ✕.*atlas-mini ✓/);
    await page.getByLabel('Text in prompt or answer').fill(prompt.slice('Tell me '.length).toUpperCase());
    await page.getByText('1 in all', { exact: true }).waitFor();
    await rows(page).first().getByRole('link').click();
    await page.waitForURL(`**/generations/${id}`);
    await page.getByRole('heading', { name: 'Generation', exact: true, level: 1 }).waitFor();
    const { generation } = await fixture.ask<{
      generation: { cost: { totalUsd: string }; attempts: { model: string }[] };
    }>('query ($id: ID!) { generation(id: $id) { cost { totalUsd } attempts { model } } }', { id });
    expect(generation.attempts.length).toBe(2);
    await page.getByText('Why: the plan at the time').waitFor();
    expect(await page.getByRole('region', { name: 'user' }).textContent()).toBe(prompt);
    const cost = page.getByRole('region', { name: 'Cost by bucket' });
    const shown = (await cost.locator('dd').last().textContent()) ?? '';
    // Shown with three significant digits.
    expect(Number(shown.replace('$', '')) / Number(generation.cost.totalUsd)).toBeCloseTo(1, 2);
    await page.getByRole('combobox', { name: 'Models' }).fill('aurora');
    await page.getByRole('option', { name: 'borealis/aurora' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('region', { name: 'Answer of borealis/aurora' }).waitFor();
    await fixture.lookAtEachSize(page, 'generation');
    await checkAccessibilityAtEachSize(page);
  });

  test('hides forbidden actions from a viewer, and generations of other workspaces', async () => {
    const id = await ask({ prompt: 'Hi', model: 'acme/atlas-mini', workspaceId: 'team-a' });
    const other = await ask({ prompt: 'Hi', model: 'acme/atlas-mini', workspaceId: 'team-b' });
    const page = await fixture.openAs('viewer', `/generations/${id}`);
    await page.getByText('Why: the plan at the time').waitFor();
    expect(await page.getByRole('button', { name: 'Replay' }).count()).toBe(0);
    const hidden = await fixture.openAs('viewer', `/generations/${other}`);
    await hidden.getByText('There is no such generation').waitFor();
  });
});

describe('the page of usage', () => {
  test('shows the figures of the API, by any dimension, and saves them as CSV', async () => {
    const page = await fixture.openAs('operator', '/usage?range=30d&by=taskType');
    const table = page.getByRole('table', { name: 'Usage by task type' });
    await table.waitFor();
    const report = await fixture.ask<{
      usage: { groups: { taskType: string; totals: { calls: number; costUsd: string } }[] };
    }>(
      'query ($input: UsageInput!) { usage(input: $input) { groups { taskType totals { calls costUsd } } } }',
      { input: { from: new Date(Date.now() - 30 * 86_400_000).toISOString(), groupBy: ['TASK_TYPE'] } },
      'operator',
    );
    const [first] = report.usage.groups;
    const line = await table.locator('tbody tr').first().locator('td').allTextContents();
    expect(line[0]).toBe(first?.taskType ?? '(none)');
    expect(Number(line[1]?.replaceAll(',', ''))).toBe(first?.totals.calls);
    expect(Number(line.at(-1)?.replace('$', ''))).toBeCloseTo(Number(first?.totals.costUsd), 2);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('usage-by-taskType.csv');
    await fixture.lookAtEachSize(page, 'usage');
    await checkAccessibilityAtEachSize(page);
    for (const by of ['endUser', 'tag', 'session', 'day', 'apiKey']) {
      await page.evaluate((value) => window.history.replaceState(null, '', `/usage?range=30d&by=${value}`), by);
      await page.getByRole('table').locator('tbody tr').first().waitFor();
    }
    await page.evaluate(() => window.history.replaceState(null, '', '/usage?range=30d&by=model&endUser=person-3'));
    await page.getByRole('table', { name: 'Usage by model' }).waitFor();
    // More dimensions than the list has room for, so that it scrolls.
    await page.getByRole('combobox', { name: 'By' }).click();
    await page.getByRole('option', { name: 'Provider' }).waitFor();
    await checkAccessibility(page);
  });
});
