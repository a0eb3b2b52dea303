import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import {
  type ConsoleFixture,
  type ConsoleRole,
  checkAccessibility,
  checkAccessibilityAtEachSize,
  startConsole,
} from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';
import { ownName } from './remember-state.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

type Budget = { id: string; name: string; limitUsd: string; spentUsd: string };
const budgetsDocument = '{ budgets { id name limitUsd spentUsd } }';

describe.skipIf(program === null)(`budgets, keys and audit in a browser${absence}`, { timeout: 180_000 }, () => {
  let console: ConsoleFixture;

  beforeAll(async () => {
    console = await startConsole({ generations: 300 });
  }, startLimitMs);
  beforeEach(() => console.beginTest());
  afterAll(() => console?.stop(), 60_000);

  /** Takes screenshots of the page and checks it with axe, at every size. */
  async function inspect(page: Page, name: string): Promise<void> {
    await console.lookAtEachSize(page, `govern-${name}`);
    await checkAccessibilityAtEachSize(page);
  }

  /** Takes screenshots of an open part over a page, and checks it with axe at one size. */
  async function inspectOpen(page: Page, name: string): Promise<void> {
    await console.lookAtEachSize(page, `govern-${name}`);
    await checkAccessibility(page);
  }

  const readBudgets = async (role: ConsoleRole = 'admin'): Promise<readonly Budget[]> =>
    (await console.ask<{ budgets: readonly Budget[] }>(budgetsDocument, {}, role)).budgets;

  const cardOf = (page: Page, name: string): Locator =>
    page.locator('li[data-id]').filter({ has: page.getByRole('heading', { name, exact: true }) });

  /** Compares each meter of the page with the API's figure of its budget. */
  async function expectMetersOfApi(page: Page, role: ConsoleRole): Promise<void> {
    const budgets = await readBudgets(role);
    expect(await page.locator('li[data-id]').count()).toBe(budgets.length);
    for (const { id, name, limitUsd, spentUsd } of budgets) {
      const meter = page.locator(`li[data-id="${id}"]`).getByRole('progressbar', { name: `Spent of ${name}` });
      const share = Math.min(Number(spentUsd) / Number(limitUsd), 1);
      expect(await meter.getAttribute('aria-valuenow'), name).toBe(String(Math.round(share * 100)));
      expect(await meter.getAttribute('aria-valuetext'), name).toContain(`of $${Number(limitUsd).toFixed(2)}`);
    }
  }

  it('creates a budget, raises it, follows its spending, and removes it', async () => {
    const page = await console.openAs('operator', '/budgets');
    await cardOf(page, 'Team A, all time').getByText('$18.20').waitFor();
    await expectMetersOfApi(page, 'operator');
    await inspect(page, 'budgets');

    await page.getByRole('button', { name: 'New budget' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Team B, daily');
    await dialog.getByRole('combobox', { name: 'Counts' }).click();
    await page.getByRole('option', { name: 'One workspace' }).click();
    await dialog.getByRole('combobox', { name: 'Workspace' }).click();
    await page.getByRole('option', { name: 'Team B' }).click();
    await dialog.getByLabel('Limit, US dollars').fill('10');
    await dialog.getByRole('combobox', { name: 'Resets' }).click();
    await page.getByRole('option', { name: 'Daily (UTC)' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('option', { name: 'Daily (UTC)' }).click();
    await inspectOpen(page, 'budget-new');
    await dialog.getByRole('button', { name: 'Create budget' }).click();
    await dialog.waitFor({ state: 'detached' });
    const card = cardOf(page, 'Team B, daily');
    await card.getByText('of $10.00').waitFor();

    await card.getByRole('button', { name: 'Actions of Team B, daily' }).click();
    await page.getByRole('menuitem', { name: 'Edit …' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('menuitem', { name: 'Edit …' }).click();
    await dialog.getByLabel('Limit, US dollars').fill('40');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await card.getByText('of $40.00').waitFor();
    const made = (await readBudgets()).find(({ name }) => name === 'Team B, daily');
    expect(made?.limitUsd).toBe('40');

    // A call is counted while the page is open.
    const figure = card.locator('[data-figure=spent]');
    const before = await figure.textContent();
    const input = { prompt: 'How far?', model: 'acme/atlas-large', workspaceId: 'team-b', maxTokens: 2_000 };
    await console.ask('mutation ($input: GenerateInput!) { generate(input: $input) { id } }', { input });
    await expect.poll(() => figure.textContent(), { timeout: 10_000 }).not.toBe(before);
    await expectMetersOfApi(page, 'operator');

    // A budget that is added and removed elsewhere is added and removed here.
    const save = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
    const elsewhere = { name: 'Elsewhere', window: 'TOTAL', limitUsd: '5' };
    const { saveBudget } = await console.ask<{ saveBudget: { id: string } }>(save, { input: elsewhere });
    await cardOf(page, 'Elsewhere').waitFor();
    await console.ask('mutation ($id: ID!) { removeBudget(id: $id) }', { id: saveBudget.id });
    await cardOf(page, 'Elsewhere').waitFor({ state: 'detached' });

    await card.getByRole('button', { name: 'Actions of Team B, daily' }).click();
    await page.getByRole('menuitem', { name: 'Remove …' }).click();
    await page.getByRole('dialog', { name: "Remove 'Team B, daily'?" }).waitFor();
    await inspectOpen(page, 'budget-remove');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    expect((await readBudgets()).some(({ name }) => name === 'Team B, daily')).toBe(false);
  });

  it('shows a new budget, although its event overtakes the result of its save', async () => {
    const page = await console.openAs('operator', '/budgets?edit=new');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Overtaken');
    await dialog.getByLabel('Limit, US dollars').fill('7');
    // The event makes the page read the list. Its answer waits for the result of the save.
    const [listed, saved] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      const isList = body.includes('query Budgets');
      if (isList) listed.resolve();
      const response = await route.fetch();
      if (body.includes('mutation SaveBudget')) {
        await listed.promise;
        setTimeout(saved.resolve, 300);
      } else if (isList) await saved.promise;
      // The page may have aborted its request.
      await route.fulfill({ response }).catch(() => {});
    });
    await dialog.getByRole('button', { name: 'Create budget' }).click();
    await cardOf(page, 'Overtaken').getByText('of $7.00').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('creates a key with a secret that is shown once, rotates it, and revokes it', async ({ task }) => {
    const name = ownName('checkout', task);
    const who = async (secret: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
      const body = JSON.stringify({ query: '{ viewer { role } }' });
      return (await fetch(console.service.graphqlUrl, { method: 'POST', headers, body })).status;
    };
    const page = await console.openAs('member', '/keys');
    const keys = page.getByRole('table', { name: 'Keys' });
    await keys.getByText('member of the tests').waitFor();
    await inspectOpen(page, 'keys-member');

    await page.getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Requests a minute').fill('60');
    await inspectOpen(page, 'key-new');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const secret = (await dialog.getByText(/^psk_/).textContent()) ?? '';
    expect(await who(secret)).toBe(200);
    await inspectOpen(page, 'key-secret');
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = keys.getByRole('row').filter({ hasText: name });
    await row.getByText('60 requests/min').waitFor();
    expect(await page.content()).not.toContain(secret);

    await row.getByRole('button', { name: `Actions of ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Rotate …' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('menuitem', { name: 'Rotate …' }).click();
    await dialog.getByRole('combobox', { name: 'The old secret ends' }).click();
    await page.getByRole('option', { name: 'At once' }).click();
    await inspectOpen(page, 'key-rotate');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('The old secret ends at once.').waitFor();
    const next = (await page.getByText(/^psk_/).last().textContent()) ?? '';
    expect(next).not.toBe(secret);
    expect([await who(next), await who(secret)]).toEqual([200, 401]);
    await page.getByRole('button', { name: 'I have copied it' }).click();

    await row.getByRole('button', { name: `Actions of ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Revoke …' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText(`'${name}' is revoked.`).waitFor();
    await row.waitFor({ state: 'detached' });
    expect(await who(next)).toBe(401);
    await page.getByRole('switch', { name: 'Show revoked and expired' }).click();
    await row.getByText('Revoked').waitFor();
    await console.lookAtEachSize(page, 'govern-keys-revoked');
  });

  it('creates and edits a workspace', async ({ task }) => {
    const name = ownName('Team C', task);
    const [id, renamed] = [name.toLowerCase().replaceAll(' ', '-'), name.replace('C', 'Carnot')];
    const page = await console.openAs('admin', '/keys');
    await page.getByRole('button', { name: 'New workspace' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await inspectOpen(page, 'workspace-new');
    await dialog.getByRole('button', { name: 'Create workspace' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: `Edit ${name}` }).click();
    await dialog.getByLabel('Name').fill(renamed);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const table = page.getByRole('table', { name: 'Workspaces' });
    await table.locator(`[data-id="${id}"]`).getByText(renamed).waitFor();
    const { workspaces } = await console.ask<{ workspaces: { id: string; name: string }[] }>(
      '{ workspaces { id name } }',
    );
    expect(workspaces).toContainEqual({ id, name: renamed });
    await inspect(page, 'keys-admin');
  });

  it('filters the audit log, opens an entry, goes through pages, and saves all as CSV', async () => {
    const rename = 'mutation ($input: WorkspaceInput!) { saveWorkspace(id: "team-b", input: $input) { id } }';
    for (let number = 0; number <= 55; number++) {
      await console.ask(rename, { input: { name: number === 55 ? 'Team B' : `Team B ${number}` } });
    }
    const page = await console.openAs('admin', '/audit');
    const table = page.getByRole('table', { name: 'Audit log' });
    const rows = table.locator('tbody tr');
    await rows.first().waitFor();
    await inspect(page, 'audit');
    expect(await rows.count()).toBe(50);
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThan(56);

    await page.getByLabel('Action').fill('workspace.save');
    await expect.poll(() => new URL(page.url()).searchParams.get('action'), { timeout: 10_000 }).toBe('workspace.save');
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(50);
    const count = 'query ($filter: AuditFilter) { auditLog(first: 200, filter: $filter) { nodes { id } } }';
    const { auditLog } = await console.ask<{ auditLog: { nodes: unknown[] } }>(count, {
      filter: { action: 'workspace.save' },
    });
    for (let shown = 50; shown < auditLog.nodes.length; shown += 50) {
      await page.getByRole('button', { name: 'Show earlier ones' }).click();
      const next = Math.min(shown + 50, auditLog.nodes.length);
      await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(next);
    }

    await table.getByRole('button', { name: 'workspace.save' }).nth(1).click();
    const drawer = page.getByRole('dialog', { name: 'workspace.save' });
    const changes = drawer.getByRole('region', { name: 'Changes' });
    await changes.getByText('Team B 53').waitFor();
    await changes.getByText('Team B 54').waitFor();
    await inspectOpen(page, 'audit-entry');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(auditLog.nodes.length + 1);
    expect(lines[1]).toContain('workspace.save');
  });

  it('shows each role only its permitted data, and no action that the API refuses', async () => {
    const viewer = await console.openAs('viewer', '/budgets');
    await cardOf(viewer, 'Team A, all time').waitFor();
    await expectMetersOfApi(viewer, 'viewer');
    expect(await viewer.getByRole('button', { name: /^(New budget|Actions of)/ }).count()).toBe(0);
    await viewer.getByRole('link', { name: 'Workspaces & keys' }).click();
    await viewer.getByRole('table', { name: 'Keys' }).getByText('viewer of the tests').waitFor();
    expect(await viewer.getByRole('button', { name: /^(New |Actions of|Edit |Rotate)/ }).count()).toBe(0);
    await inspectOpen(viewer, 'keys-viewer');

    const operator = await console.openAs('operator', '/keys');
    const mine = operator.getByRole('row').filter({ hasText: 'operator of the tests' });
    await mine.waitFor();
    expect(await mine.getByRole('button').count()).toBe(0);
    expect(await operator.getByRole('button', { name: 'Actions of member of the tests' }).count()).toBe(1);
    expect(await operator.getByRole('button', { name: /^(New workspace|Edit |Rotate the)/ }).count()).toBe(0);
    await operator.goto(`${console.service.consoleUrl}/audit`);
    await operator.getByText('Audit: no permission').waitFor();
    await inspectOpen(operator, 'audit-forbidden');
  });
});
