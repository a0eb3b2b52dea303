import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const readsEnvironment = 'export const port = process.env.PORT;';

/** Code that breaks a rule of this repository: the file, its text, and the rule. */
const violations: readonly (readonly [file: string, text: string, rule: string])[] = [
  ...['Date.now()', 'new Date()', 'performance.now()', 'process.hrtime()', 'globalThis.Date.now()'].map(
    (code, index) => [`packages/router/src/plan/now-${index}.ts`, `export const now = ${code};`, 'Globals'] as const,
  ),
  ['packages/router/src/plan/strategies/waits.ts', 'setTimeout(() => {}, 1);', 'Globals'],
  ['packages/router/src/plan/repeats.ts', 'setInterval(() => {}, 1);', 'Globals'],
  [
    'packages/router/src/plan/imports-timers.ts',
    "import { setTimeout as sleep } from 'node:timers/promises';\nexport const wait = sleep;",
    'Imports',
  ],
  ['packages/router/src/plan/waits.ts', 'export const signal = AbortSignal.timeout(1);', 'Globals'],
  ['packages/router/src/plan/draws.ts', 'export const draw = Math.random();', 'plugin'],
  ['packages/router/src/plan/formats.ts', 'export const now = new Intl.DateTimeFormat().format();', 'plugin'],
  ['apps/api/src/ledger/takes-environment.ts', 'export const { env } = process;', 'plugin'],
  ['apps/api/src/ledger/renames-process.ts', 'const own = process;\nexport const { PORT } = own.env;', 'plugin'],
  ['apps/api/src/ledger/imports-type.ts', "export type Key = import('../access/access.ts').Access;", 'plugin'],
  ['apps/web/src/imports-type.ts', "export type Module = typeof import('./module.ts');", 'plugin'],
  ['apps/api/src/ledger/hides.ts', 'export class Account {\n  protected sum = 1;\n}', 'plugin'],
  [
    'apps/api/src/ledger/keeps.ts',
    'export class Account {\n  private sum = 1;\n  add(): number {\n    this.sum += 1;\n    return this.sum;\n  }\n}',
    'plugin',
  ],
  ['apps/api/src/ledger/shows.ts', 'export class Account {\n  public sum(): void {}\n}', 'plugin'],
  [
    'apps/api/src/ledger/makes-error.ts',
    "import { GraphQLError } from 'graphql';\nthrow new GraphQLError('x', { extensions: { code: 'X' } });",
    'plugin',
  ],
  ['apps/api/src/ledger/reads-environment.ts', readsEnvironment, 'ProcessEnv'],
  ['apps/api/src/main.ts', readsEnvironment, 'ProcessEnv'],
  ['packages/providers/src/reads-environment.ts', readsEnvironment, 'ProcessEnv'],
];

/** Code that the rules accept. */
const allowed: readonly (readonly [file: string, text: string])[] = [
  ['packages/router/src/plan/score.ts', 'export const age = (nowMs: number, atMs: number): number => nowMs - atMs;'],
  ['packages/router/src/plan/plan.test.ts', 'export const now = Date.now();'],
  ['packages/router/src/execute/clock.ts', 'export const now = Date.now();'],
  ['packages/router/src/plan/words.ts', 'export const number = new Intl.NumberFormat();'],
  ['apps/api/src/ledger/opens.ts', 'export class Account {\n  private constructor() {}\n}'],
  ['apps/api/src/ledger/loads.ts', "export const load = () => import('./module.ts');"],
  [
    'apps/api/src/graphql/scalars/json.ts',
    "import { GraphQLError } from 'graphql';\nexport const fail = () => new GraphQLError('x');",
  ],
  ['apps/api/src/env.ts', `${readsEnvironment}\nexport const { env } = process;`],
  ['apps/api/src/testing/start.ts', readsEnvironment],
];

let folder = '';
let found: readonly string[] = [];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'penstock-lint-')));
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  cpSync(join(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true });
  for (const [file, text] of [...violations, ...allowed]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  const parameters = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none'];
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), parameters, { cwd: folder, encoding: 'utf8' });
  found = stdout.split('\n').flatMap((line) => {
    const [, rule, file] = /title=(?:lint\/\w+\/no(?:Restricted)?)?(\w+),file=([^,]+)/.exec(line) ?? [];
    return rule === undefined || file === undefined ? [] : [`${file.slice(folder.length + 1)}: ${rule}`];
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(violations)('%s may not contain %j', (file, _text, rule) => {
  expect(found).toContain(`${file}: ${rule}`);
});

test('the rules refuse nothing else', () => {
  expect([...new Set(found)].sort()).toEqual(violations.map(([file, , rule]) => `${file}: ${rule}`).sort());
});
