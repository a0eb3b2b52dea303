import type { Locator, Page } from 'playwright-core';
import type { ConsoleRole } from './console-fixture.ts';

/** Ordered from the fewest permissions. */
export const ladder = ['viewer', 'member', 'operator', 'admin'] as const satisfies readonly ConsoleRole[];
/** Whether a role is at least the given lowest role. */
export const reaches = (role: ConsoleRole, least: ConsoleRole): boolean =>
  ladder.indexOf(role) >= ladder.indexOf(least);

export type PageOfTable = {
  path: string;
  title: string | null;
  /** The lowest role that may open it. */
  opens: ConsoleRole;
  /** A part that appears after the page has read its data. */
  shows: (page: Page) => Locator;
  /** The lowest role that has each control, by the control's name. */
  controls: Readonly<Record<string, ConsoleRole>>;
};

/** The permissions of each role on each page, as in the API's access/permissions.ts. */
export const table: readonly PageOfTable[] = [
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
