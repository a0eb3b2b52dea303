import type { Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, type ConsoleRole, checkAccessibility, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';

// Each page as each role. The roles are a ladder: who may a thing, may all that a lower role may.

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

const ladder = ['viewer', 'member', 'operator', 'admin'] as const satisfies readonly ConsoleRole[];
const reaches = (role: ConsoleRole, least: ConsoleRole): boolean => ladder.indexOf(role) >= ladder.indexOf(least);

type PageOfTable = {
  path: string;
  title: string | null;
  /** The lowest role that may open it. */
  opens: ConsoleRole;
  /** A part that is there once the page has read its data. */
  shows: (page: Page) => ReturnType<Page['getByText']>;
  /** The lowest role that has a control, by its name. */
  controls: Readonly<Record<string, ConsoleRole>>;
};

/** What each role may do on each page, as the API's access/permissions.ts allows it. */
const table: readonly PageOfTable[] = [
  {
    path: '/?range=30d',
    title: 'Overview',
    opens: 'viewer',
    shows: (page) => page.getByRole('region', { name: 'Latest generations' }).getByRole('listitem').first(),
    controls: { 'Open: Team A, all time': 'viewer', 'Raise: Team A, all time': 'operator' },
  },
  {
    path: '/generations?range=30d',
    title: 'Generations',
    opens: 'viewer',
    shows: (page) => page.locator('[role=row][data-id]').first(),
    controls: { 'Save view': 'viewer' },
  },
  {
    path: '/usage?range=30d',
    title: 'Usage',
    opens: 'viewer',
    shows: (page) => page.getByRole('table', { name: 'Usage by model' }),
    controls: { CSV: 'viewer' },
  },
  {
    path: '/health?range=30d',
    title: 'Health',
    opens: 'viewer',
    shows: (page) => page.getByRole('toolbar', { name: 'Borealis over time' }),
    controls: { 'Check now': 'operator' },
  },
  {
    path: '/playground',
    title: null,
    opens: 'member',
    shows: (page) => page.getByRole('textbox', { name: 'Prompt' }),
    controls: { Send: 'member', 'Add files': 'member' },
  },
  {
    path: '/models',
    title: 'Models',
    opens: 'viewer',
    shows: (page) => page.getByRole('checkbox', { name: 'Compare atlas-mini' }),
    controls: { 'Which model for this task?': 'viewer' },
  },
  {
    path: '/models/acme/atlas-mini',
    title: 'atlas-mini',
    opens: 'viewer',
    shows: (page) => page.getByRole('region', { name: 'Its last generations' }).getByRole('listitem').first(),
    controls: {
      'Copy the id': 'viewer',
      'Try in Playground': 'member',
      'Check now': 'operator',
      Edit: 'operator',
      'Switch off': 'operator',
      Remove: 'operator',
    },
  },
  {
    path: '/templates',
    title: 'Templates',
    opens: 'viewer',
    shows: (page) => page.getByRole('navigation', { name: 'Templates' }).getByRole('button', { name: 'summary' }),
    controls: { 'New template': 'member' },
  },
  {
    path: '/budgets',
    title: 'Budgets',
    opens: 'viewer',
    shows: (page) => page.getByRole('heading', { name: 'Team A, all time' }),
    controls: { 'New budget': 'operator', 'Actions of Team A, all time': 'operator' },
  },
  {
    path: '/policy',
    title: 'Policy',
    opens: 'operator',
    shows: (page) => page.getByRole('textbox', { name: 'Policy document' }),
    controls: { 'Apply …': 'operator', Discard: 'operator' },
  },
  {
    path: '/keys',
    title: 'Workspaces & keys',
    opens: 'viewer',
    shows: (page) => page.getByRole('table', { name: 'Keys' }).getByText('viewer of the tests'),
    controls: {
      'New key': 'member',
      'Actions of viewer of the tests': 'member',
      'Actions of operator of the tests': 'admin',
      'New workspace': 'admin',
      'Edit Team A': 'admin',
      'Rotate the admin key': 'admin',
    },
  },
  {
    path: '/audit',
    title: 'Audit',
    opens: 'admin',
    shows: (page) => page.getByRole('table', { name: 'Audit log' }).getByRole('row').nth(1),
    controls: { CSV: 'admin' },
  },
  {
    path: '/settings',
    title: 'Settings',
    opens: 'viewer',
    shows: (page) => page.getByText(/^Penstock \d/),
    controls: { 'Sign out': 'viewer' },
  },
];

/** One page of each kind of state is looked at by axe; the other tests look at the pages themselves. */
const looked: readonly string[] = ['/playground', '/policy', '/audit', '/settings'];

describe.skipIf(program === null)(`each page as each role in a browser${absence}`, { timeout: 180_000 }, () => {
  let console: ConsoleFixture;
  let failed: string[] = [];

  beforeAll(async () => {
    console = await startConsole({ generations: 600 });
  }, startLimitMs);
  afterEach(async () => {
    await console.closePages();
    const heard = failed;
    failed = [];
    expect(heard, 'failed responses').toEqual([]);
  });
  afterAll(() => console?.stop(), 60_000);

  /** A page whose failed responses of the API are counted. */
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
        // The remedy of an operator takes the place of the others' one.
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
        if (!isOpen) await console.lookAtEachSize(page, `roles-${title ?? 'Playground'}-${role}`);
      }
    },
  );

  it('keeps what a drawer shows in the address: over a reload, in a link, and with Back', async () => {
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
