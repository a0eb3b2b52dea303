import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, TestRunner } from 'vitest';
import { openDatabase } from '../../apps/api/src/database/open-database.ts';
import { createLog } from '../../apps/api/src/process/log.ts';
import { prepareEmbedded } from '../../apps/api/src/testing/prepare-embedded.ts';
import { root } from '../service/root.ts';
import { type StartedService, startService } from '../service/start-service.ts';
import { findChromium, launchChromium } from './find-chromium.ts';
import { lookAtEachSize as lookAt } from './look-at-each-size.ts';
import { rememberState } from './remember-state.ts';
import { seedDatabase } from './seed-database.ts';

// The console with a seeded database, for the tests of its pages. A test file starts it once:
//
//   let console: ConsoleFixture;
//   beforeAll(async () => { console = await startConsole(); }, startLimitMs);
//   beforeEach(() => console.beginTest());
//   afterAll(() => console.stop());
//
//   const page = await console.openAs('member', '/budgets');
//
// The database contains two workspaces (`team-a`, `team-b`), a key for each role, and 3,000 generations over 30 days.
// It also contains four budgets, a template, and the audit entries of all this. The simulator is the upstream of the
// providers `acme` and `borealis`. The other providers are the sandbox and the built-in ones without a key. A model
// `sim-FAULT` of `borealis` has that fault; see the simulator's faults.

/** The role of the signed-in user. `viewer` and `member` belong to the workspace `team-a`. */
export type ConsoleRole = 'viewer' | 'member' | 'operator' | 'admin';

export type ConsoleFixture = {
  service: StartedService;
  browser: Browser;
  /** The upstream of the providers `acme` and `borealis`. Its `script` sets faults while a test runs. */
  simulator: Simulator;
  /** The secret of a key of each role. */
  keys: Readonly<Record<ConsoleRole, string>>;
  /** A new browser context, signed in, on a page of the console. */
  openAs(role: ConsoleRole, path: string): Promise<Page>;
  /** Sends a request to the API as a role. Throws when the answer has errors. */
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    role?: ConsoleRole,
  ): Promise<Data>;
  /**
   * The returned function ends the test. It closes all pages, and removes the test's budgets, templates, keys and
   * policies. After a failure it prints the text of each page. It fails when a page logged an error or a warning, or
   * sent a request that its role may not send.
   */
  beginTest(): Promise<() => Promise<void>>;
  /** Screenshots of a page in both schemes and widths, in `test-results/browser`. */
  lookAtEachSize(page: Page, name: string): Promise<void>;
  stop(): Promise<void>;
};

export type ConsoleFixtureOptions = {
  /** Default 3,000. 0 for a first run, without workspaces, budgets, and keys other than the roles' own. */
  generations?: number;
  /** Text to append to the policy file, after its providers and models. */
  policy?: string;
  environment?: Readonly<Record<string, string>>;
};

const pictures = join(root, 'test-results/browser');

const policyFor = (simulator: Simulator): string => `
providers:
  sandbox: { display_name: Sandbox, dialect: openai, sandbox: true }
  acme: { display_name: Acme, dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: any,
          retry: { attempts: 1 } }
  borealis: { display_name: Borealis, dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: any,
              retry: { attempts: 1 } }
models:
  sandbox:
    sandbox: { capabilities: [reasoning], quality: 0.3, max_output_tokens: 1000,
               price: { input_per_mtok: 0, output_per_mtok: 0 } }
  acme:
    atlas-large: { context_window: 200000, max_output_tokens: 8000, capabilities: [reasoning, code, vision, tools, json],
                   quality: 0.9, price: { input_per_mtok: 3, output_per_mtok: 15 } }
    atlas-mini: { context_window: 128000, max_output_tokens: 4000, capabilities: [reasoning, code, tools, json],
                  quality: 0.72, price: { input_per_mtok: 0.2, output_per_mtok: 0.8 } }
    atlas-code: { context_window: 128000, max_output_tokens: 8000, capabilities: [code, tools], quality: 0.8,
                  price: { input_per_mtok: 1, output_per_mtok: 4 } }
  borealis:
    aurora: { context_window: 64000, max_output_tokens: 4000, capabilities: [reasoning, tools], quality: 0.75,
              price: { input_per_mtok: 0.5, output_per_mtok: 1.5 } }
    sim-cut-6: { context_window: 64000, max_output_tokens: 4000, capabilities: [reasoning], quality: 0.7,
                 price: { input_per_mtok: 0.1, output_per_mtok: 0.4 } }
    sim-500: { context_window: 64000, max_output_tokens: 4000, capabilities: [reasoning], quality: 0.7,
               price: { input_per_mtok: 0.1, output_per_mtok: 0.4 } }
routing_rules:
  default_model: acme/atlas-large
  fallback_chain: [acme/atlas-mini, borealis/aurora]
  chains:
    RESCUE: { description: The first is cut and the second answers., models: [borealis/sim-cut-6, acme/atlas-mini] }
`;

/** Starts the service and a browser. This takes some seconds, and the first time also a build of the console. */
export async function startConsole(options: ConsoleFixtureOptions = {}): Promise<ConsoleFixture> {
  const { generations = 3_000, policy = '', environment = {} } = options;
  mkdirSync(pictures, { recursive: true });
  const simulator = await startSimulator({ pace: { tokensPerSecond: 150, firstTokenMs: 60 } });
  const folder = await mkdtemp(join(tmpdir(), 'penstock-console-'));
  const home = join(folder, '.penstock');
  await writeFile(join(folder, 'policy.yml'), policyFor(simulator) + policy);
  await prepareEmbedded(home);
  if (generations > 0) await seed(home, generations);
  const service = await startService('all', {
    environment: { PENSTOCK_HOME: home, PENSTOCK_POLICY: join(folder, 'policy.yml'), ...environment },
  });
  const ask = askAt(service.graphqlUrl);
  const keys = await createKeys(ask, service.key, generations > 0);
  const askAs: ConsoleFixture['ask'] = (query, variables = {}, role = 'admin') => ask(keys[role], query, variables);
  const browser = await launchChromium(findChromium());
  const pages = trackPages(browser, service.consoleUrl ?? '');
  return {
    service,
    browser,
    simulator,
    keys,
    openAs: async (role, path) => pages.open(keys[role], path),
    ask: askAs,
    async beginTest() {
      const restore = await rememberState(askAs);
      return async () => {
        if (TestRunner.getCurrentTest()?.result?.state === 'fail') process.stdout.write(await pages.describe());
        await pages.close().finally(restore);
      };
    },
    lookAtEachSize: (page, name) => lookAt(page, join(pictures, name)),
    async stop() {
      await browser.close();
      await service.stop();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function seed(home: string, count: number): Promise<void> {
  const database = await openDatabase({ databaseUrl: null, home, log: createLog('silent') });
  try {
    await seedDatabase(database.pool, count, Date.now());
  } finally {
    await database.close();
  }
}

type Ask = <Data = Record<string, unknown>>(
  key: string,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Data>;

function askAt(url: string): Ask {
  return async (key, query, variables = {}) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors !== undefined) throw new Error(`The API refused the fixture: ${JSON.stringify(errors)}`);
    return data;
  };
}

const createKeyDocument = `mutation Key($input: ApiKeyInput!) { createApiKey(input: $input) { secret } }`;

/** Creates keys of all roles, and over a seeded database also budgets and a template. */
async function createKeys(ask: Ask, adminKey: string, isSeeded: boolean): Promise<ConsoleFixture['keys']> {
  const workspaceId = isSeeded ? 'team-a' : 'default';
  const createKey = async (role: string, input: Record<string, unknown>): Promise<string> => {
    const variables = { input: { name: `${role} of the tests`, role: role.toUpperCase(), ...input } };
    const { createApiKey } = await ask<{ createApiKey: { secret: string } }>(adminKey, createKeyDocument, variables);
    return createApiKey.secret;
  };
  const keys = {
    viewer: await createKey('viewer', { workspaceId }),
    member: await createKey('member', { workspaceId }),
    operator: await createKey('operator', {}),
    admin: adminKey,
  };
  if (isSeeded) await createRules(ask, adminKey);
  return keys;
}

async function createRules(ask: Ask, key: string): Promise<void> {
  const saveBudget = `mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }`;
  for (const input of [
    { name: 'Everything, monthly', window: 'MONTH', limitUsd: '500', alertThreshold: 0.8 },
    { name: 'Team A, daily', workspaceId: 'team-a', window: 'DAY', limitUsd: '25', alertThreshold: 0.8 },
    { name: 'Borealis, trial', provider: 'borealis', window: 'TOTAL', limitUsd: '20', hard: false },
  ]) {
    await ask(key, saveBudget, { input });
  }
  await ask(key, `mutation ($input: TemplateInput!) { saveTemplate(input: $input) { id } }`, {
    input: {
      name: 'summary',
      description: 'A short summary for one reader.',
      messages: [
        { role: 'SYSTEM', content: 'You write for {{reader}}.' },
        { role: 'USER', content: 'Summarize in {{sentences}} sentences: {{text}}' },
      ],
      variables: [
        { name: 'reader', type: 'STRING', required: false, default: 'an engineer' },
        { name: 'sentences', type: 'NUMBER', required: false, default: 2 },
        { name: 'text', type: 'STRING' },
      ],
    },
  });
}

/** Opens pages of one console, and collects their errors and warnings. */
function trackPages(browser: Browser, consoleUrl: string) {
  let contexts: BrowserContext[] = [];
  /** Contexts of ended tests. Their caches contain the console's scripts, so that a page takes half of the CPU. */
  const unused: BrowserContext[] = [];
  let complaints: string[] = [];
  return {
    async open(key: string, path: string): Promise<Page> {
      const context = unused.pop() ?? (await createContext(browser));
      contexts.push(context);
      const headers = { origin: consoleUrl };
      const answer = await context.request.post(`${consoleUrl}/session`, { data: { key }, headers });
      expect(answer.status(), 'the sign-in').toBe(204);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
          complaints.push(`${path}: ${message.text()} (${message.location().url})`);
      });
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (String(payload).includes('"type":"error"')) complaints.push(`${path}: the API refused: ${payload}`);
        }),
      );
      page.on('response', async (response) => {
        if (!response.url().endsWith('/graphql')) return;
        // A page that was left has no body any more.
        const body = await response.text().catch(() => '');
        if (body.includes('"code":"FORBIDDEN"')) complaints.push(`${path}: the API refused: ${body}`);
      });
      await page.goto(consoleUrl + path);
      return page;
    },
    /** The address and the accessible content of each open page. */
    async describe(): Promise<string> {
      const pages = contexts.flatMap((context) => context.pages());
      const textOf = (page: Page) => page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String);
      return (await Promise.all(pages.map(async (page) => `${page.url()}:\n${await textOf(page)}\n\n`))).join('');
    },
    async close(): Promise<void> {
      const [open, heard] = [contexts, complaints];
      [contexts, complaints] = [[], []];
      await Promise.all(open.map(empty));
      unused.push(...open);
      expect(heard, 'errors and warnings of the pages').toEqual([]);
    },
  };
}

async function createContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  return context;
}

/** Closes the pages of a context, and removes their cookies and storage. */
async function empty(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.close()));
  await context.setStorageState({ cookies: [], origins: [] });
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails when a page breaks WCAG 2.2 AA or axe's best practices in its present state, with open drawers and dialogs. */
export async function checkAccessibility(page: Page): Promise<void> {
  await page.waitForFunction(hasSettled);
  // The page's own policy forbids the script, but the browser's debugger may run it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (tags) => {
    type Node = { target: unknown[]; failureSummary?: string };
    type Axe = { run(options: object): Promise<{ violations: { id: string; help: string; nodes: Node[] }[] }> };
    const { run } = (window as unknown as { axe: Axe }).axe;
    const result = await run({ runOnly: { type: 'tag', values: tags } });
    return result.violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      places: nodes.slice(0, 5).map(({ target, failureSummary }) => `${target.join(' ')} — ${failureSummary ?? ''}`),
    }));
  }, rules);
  expect(violations, `accessibility of ${page.url()}`).toEqual([]);
}

/**
 * Whether the page has switched to its scheme, and no transition is between two colours, which have another contrast.
 */
function hasSettled(): boolean {
  const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const isStill = (one: Animation) => !(one instanceof CSSTransition) || one.playState === 'finished';
  const { mantineColorScheme } = document.documentElement.dataset;
  return mantineColorScheme === (chosen === 'auto' ? preferred : chosen) && document.getAnimations().every(isStill);
}

/** `checkAccessibility` in both schemes and widths. */
export async function checkAccessibilityAtEachSize(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(150);
      await checkAccessibility(page);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1440, height: 900 });
}
