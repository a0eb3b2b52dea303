import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, type ConsoleRole, checkAccessibility, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';
import { ownName } from './remember-state.ts';
import { ladder, reaches, table } from './role-table.ts';

// Each page as each role. A higher role has all permissions of a lower role.

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

/** axe checks one page of each kind of state; the other tests check the pages themselves. */
const looked: readonly string[] = ['/playground', '/policy', '/audit', '/settings'];

describe.skipIf(program === null)(`each page as each role in a browser${absence}`, { timeout: 180_000 }, () => {
  let console: ConsoleFixture;
  let failed: string[] = [];

  beforeAll(async () => {
    console = await startConsole({ generations: 600 });
  }, startLimitMs);
  beforeEach(async () => {
    const endTest = await console.beginTest();
    return async () => {
      await endTest();
      const heard = failed;
      failed = [];
      expect(heard, 'failed responses').toEqual([]);
    };
  });
  afterAll(() => console?.stop(), 60_000);

  /** A page whose failed API responses are counted. */
  async function openWatched(role: ConsoleRole, path: string): Promise<Page> {
    const page = await console.openAs(role, path);
    page.on('response', async (response: Response) => {
      if (!response.url().endsWith('/graphql')) return;
      const body = await response.text().catch(() => '');
      if (!response.ok() || body.includes('"errors":')) failed.push(`${role} ${page.url()}: ${body.slice(0, 300)}`);
    });
    return page;
  }

  const go = (page: Page, path: string) => page.goto(`${console.service.consoleUrl}${path}`);

  it.each(ladder)(
    'shows a page, its controls and its place in the navigation as the role %s has them',
    async (role) => {
      const page = await openWatched(role, '/settings');
      for (const { path, title, opens, shows, controls } of table) {
        const section = path.replace(/\?.*|(?<=\/models)\/.*/g, '');
        await go(page, path);
        const isOpen = reaches(role, opens);
        if (isOpen) {
          await shows(page).waitFor();
          if (title !== null) await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
        } else await page.getByText(/^This page is for .*: ask an administrator for a key or a role/).waitFor();
        const main = page.getByRole('main');
        const named = (name: string) =>
          main.getByRole('button', { name, exact: true }).or(main.getByRole('link', { name, exact: true }));
        const expected = Object.fromEntries(
          Object.entries(controls).map(([name, least]) => [name, isOpen && reaches(role, least)]),
        );
        // An operator's remedy replaces the remedy of the other roles.
        if ('Raise: Team A, all time' in expected && reaches(role, 'operator'))
          expected['Open: Team A, all time'] = false;
        const seen: Record<string, boolean> = {};
        for (const name of Object.keys(controls)) seen[name] = (await named(name).count()) > 0;
        expect(seen, `${path} as ${role}`).toEqual(expected);
        const links = page.getByRole('navigation', { name: 'Sections' }).locator(`a[href^="${section}"]`);
        expect((await links.count()) > 0, `${section} in the navigation of ${role}`).toBe(isOpen);
        const isLoading = () => main.locator('[aria-busy=true]').count();
        await expect.poll(isLoading, { message: `${path} as ${role} is loading`, timeout: 10_000 }).toBe(0);
        if (looked.includes(path)) await checkAccessibility(page);
        if (!isOpen && role === 'viewer') await console.lookAtEachSize(page, `roles-${title ?? 'Playground'}-${role}`);
      }
    },
  );

  it('lets a viewer save usage as CSV, fill in a template, and compare models', async () => {
    const page = await openWatched('viewer', '/usage?range=30d');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('usage-by-model.csv');
    await go(page, '/templates');
    await page.getByRole('navigation', { name: 'Templates' }).getByRole('button', { name: 'summary' }).click();
    await page.getByRole('textbox', { name: 'text', exact: true }).fill('Water runs.');
    const preview = page.getByRole('list', { name: 'Messages of the preview' });
    await preview.getByText('Summarize in 2 sentences: Water runs.').waitFor();
    await checkAccessibility(page);
    await go(page, '/models');
    for (const name of ['atlas-mini', 'atlas-large'])
      await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page
      .getByRole('dialog', { name: 'Compare' })
      .getByRole('row', { name: /^Output/ })
      .waitFor();
  });

  it('lets a member ask, find the answer among the generations, and rate it', async ({ task }) => {
    const turbine = ownName('turbine of the member', task);
    const page = await openWatched('member', '/playground?model=acme/atlas-mini');
    await page.getByRole('textbox', { name: 'Prompt' }).fill(`How does water reach the ${turbine}?`);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('complementary', { name: 'Run and settings' }).getByText('Completed').waitFor();
    await go(page, `/generations?range=24h&q=${encodeURIComponent(`${turbine}?`)}`);
    await page.getByText('1 in all', { exact: true }).waitFor();
    await page.locator('[role=row][data-id]').first().getByRole('link').click();
    await page.getByRole('button', { name: 'Good' }).click();
    await page.getByRole('button', { name: 'Good', pressed: true }).waitFor();
    await page.getByRole('textbox', { name: 'Why' }).fill('It flows.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'detached' });
    await checkAccessibility(page);
    const rated =
      'query ($filter: GenerationFilter) { generations(first: 1, filter: $filter) { nodes { rating ratingComment } } }';
    const filter = { text: `${turbine}?` };
    expect(await console.ask(rated, { filter }, 'member')).toEqual({
      generations: { nodes: [{ rating: 1, ratingComment: 'It flows.' }] },
    });
  });

  it('lets an operator check health, set a budget, and give a key to any workspace', async ({ task }) => {
    const reports = ownName('reports of B', task);
    const page = await openWatched('operator', '/health');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/^(All providers answer|Unavailable: )/).waitFor();
    await go(page, '/budgets?edit=new');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Of the operator');
    await dialog.getByLabel('Limit, US dollars').fill('3');
    await dialog.getByRole('button', { name: 'Create budget' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Of the operator' }).waitFor();
    await go(page, '/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('Name').fill(reports);
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    expect(await page.getByRole('option').allTextContents()).toEqual(['Member', 'Viewer']);
    await page.getByRole('option', { name: 'Viewer' }).click();
    await dialog.getByRole('combobox', { name: 'Workspace' }).click();
    await page.getByRole('option', { name: 'Team B' }).click();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.getByRole('table', { name: 'Keys' }).getByRole('row').filter({ hasText: reports });
    await row.getByText('Team B').waitFor();
    await checkAccessibility(page);
  });

  it('lets an administrator make a workspace and a key of an operator, and find both in the audit log', async ({
    task,
  }) => {
    const team = ownName('Team of the admin', task);
    const key = ownName('second operator', task);
    const page = await openWatched('admin', '/keys');
    await page.getByRole('button', { name: 'New workspace' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(team);
    await dialog.getByRole('button', { name: 'Create workspace' }).click();
    await page.getByRole('table', { name: 'Workspaces' }).getByText(team).waitFor();
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('Name').fill(key);
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Operator' }).click();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: `Actions of ${key}` }).waitFor();
    await go(page, '/audit?action=api_key.create');
    await page
      .getByRole('table', { name: 'Audit log' })
      .getByRole('button', { name: 'api_key.create' })
      .first()
      .click();
    await page.getByRole('dialog', { name: 'api_key.create' }).getByText(key).waitFor();
    await go(page, '/audit?action=workspace.create');
    await page.getByRole('table', { name: 'Audit log' }).getByText(team.toLowerCase().replaceAll(' ', '-')).waitFor();
    await checkAccessibility(page);
  });

  it('keeps the content of a drawer in the address: over a reload, in a link, and with Back', async () => {
    const page = await openWatched('member', '/generations?range=30d');
    const address = () => new URL(page.url()).searchParams;
    await page.locator('[role=row][data-id]').nth(2).waitFor();
    const ids = await page
      .locator('[role=row][data-id]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')));
    await page.getByRole('grid', { name: 'Generations' }).focus();
    for (const key of ['j', 'j', 'Enter']) await page.keyboard.press(key);
    const drawer = page.getByRole('dialog', { name: 'Generation' });
    await drawer.getByText('Served by').waitFor();
    expect(address().get('peek')).toBe(ids[1]);
    await drawer.getByRole('button', { name: 'Older' }).click();
    await expect.poll(() => address().get('peek')).toBe(ids[2]);
    await page.reload();
    await drawer.getByText('Served by').waitFor();
    const shared = page.url();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${console.service.consoleUrl}/generations?range=30d`);
    await page.goForward();
    await drawer.waitFor();
    await page.goBack();
    await drawer.waitFor({ state: 'detached' });
    const other = await openWatched('viewer', shared.replace(console.service.consoleUrl ?? '', ''));
    await other.getByRole('dialog', { name: 'Generation' }).getByText('Served by').waitFor();
    await checkAccessibility(other);

    await go(page, '/health?range=30d');
    const cells = page
      .getByRole('toolbar', { name: 'Borealis over time' })
      .getByRole('button', { name: /calls failed/ });
    await cells.first().click();
    const evidence = page.getByRole('dialog', { name: 'Borealis: evidence' });
    await evidence.getByRole('list', { name: 'Failed calls' }).waitFor();
    await page.reload();
    await evidence.getByRole('list', { name: 'Failed calls' }).waitFor();
    await checkAccessibility(page);
    await page.goBack();
    await evidence.waitFor({ state: 'detached' });

    await go(page, '/models?compare=acme/atlas-mini&compare=acme/atlas-large');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('dialog', { name: 'Compare' }).waitFor();
    await page.goBack();
    await page.getByRole('dialog', { name: 'Compare' }).waitFor({ state: 'detached' });

    const admin = await openWatched('admin', '/audit?range=30d');
    await admin
      .getByRole('table', { name: 'Audit log' })
      .getByRole('button', { name: 'template.save' })
      .first()
      .click();
    const entry = admin.getByRole('dialog', { name: 'template.save' });
    await entry.waitFor();
    await go(admin, `/audit?range=1h&outcome=REFUSED&entry=${new URL(admin.url()).searchParams.get('entry')}`);
    await entry.getByText('summary').first().waitFor();
    await admin.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
  });
});
