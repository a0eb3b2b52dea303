import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRooms, routerRooms } from '../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Violations of a wall: the file, its text, and the rule that must report it. */
const violations: readonly { file: string; text: string; rule: string }[] = [
  {
    file: 'packages/providers/src/back.ts',
    text: "import { there } from './there.ts';\nexport const back = there;",
    rule: 'no-cycles',
  },
  {
    file: 'packages/providers/src/type-ring-too.ts',
    text: "import type { One } from './type-ring.ts';\nexport type Other = One[];",
    rule: 'no-cycles',
  },
  {
    file: 'packages/providers/src/knows-router.ts',
    text: "import { plan } from '@penstock/router';\nexport const use = plan;",
    rule: 'providers-know-nothing-of-the-rest',
  },
  {
    file: 'packages/router/src/knows-simulator.ts',
    text: "import type { Simulator } from '@penstock/simulator';\nexport type Kept = Simulator;",
    rule: 'router-knows-only-providers',
  },
  {
    file: 'packages/router/src/knows-api.ts',
    text: "async function open() {\n  await using file = await import('../../../apps/api/src/compose/compose.ts');\n  return file;\n}\nexport { open };",
    rule: 'router-knows-only-providers',
  },
  {
    file: 'packages/router/src/has-server.ts',
    text: "import type { GraphQLSchema } from 'graphql';\nexport type Kept = GraphQLSchema;",
    rule: 'router-has-no-server-and-no-database',
  },
  {
    file: 'packages/simulator/src/knows-providers.ts',
    text: "export { adapter } from '@penstock/providers';",
    rule: 'simulator-stands-alone',
  },
  {
    file: 'packages/patterns/src/knows-providers.ts',
    text: "import { adapter } from '@penstock/providers';\nexport const kept = adapter;",
    rule: 'patterns-stand-alone',
  },
  {
    file: 'apps/web/src/knows-api.tsx',
    text: "import type { Penstock } from '../../api/src/compose/compose.ts';\nexport const Show = (_: Penstock) => <p />;",
    rule: 'web-knows-only-the-schema',
  },
  {
    file: 'apps/web/src/knows-router.ts',
    text: "import type { plan } from '@penstock/router';\nexport type Kept = typeof plan;",
    rule: 'web-knows-only-the-schema',
  },
  {
    file: 'packages/router/src/by-the-door.ts',
    text: "import { plan } from './index.ts';\nexport const use = plan;",
    rule: 'insiders-import-the-defining-file',
  },
  {
    file: 'apps/api/src/past-the-door.ts',
    text: "import { inside } from '../../../packages/router/src/inside.ts';\nexport const use = inside;",
    rule: 'outsiders-come-in-by-the-door',
  },
  {
    file: 'apps/api/src/endpoints/models/knows-the-schema.ts',
    text: "import type { Services } from '../../graphql/services.ts';\nexport type Kept = Services;",
    rule: 'graphql-has-one-endpoint',
  },
  {
    file: 'apps/api/src/endpoints/knows-the-server.ts',
    text: "import type { Server } from '../server/server.ts';\nexport type Kept = Server;",
    rule: 'api-room-endpoints',
  },
  {
    file: 'apps/api/src/rules/knows-the-environment.ts',
    text: "import type { Settings } from '../env.ts';\nexport type Kept = Settings;",
    rule: 'api-room-rules',
  },
  ...Object.keys(apiRooms).map((room) => ({
    file: `apps/api/src/${room}/knows-the-last-room.ts`,
    text:
      room === 'endpoints'
        ? "import type { Pruner } from '../retention/pruner.ts';\nexport type Kept = Pruner;"
        : "import type { EndpointTools } from '../endpoints/endpoint-tools.ts';\nexport type Kept = EndpointTools;",
    rule: `api-room-${room}`,
  })),
  {
    file: 'apps/api/src/knows-the-wiring.ts',
    text: "import type { Penstock } from './compose/compose.ts';\nexport type Kept = Penstock;",
    rule: 'only-the-start-imports-the-wiring',
  },
  {
    file: 'packages/providers/src/knows-its-test.ts',
    text: "import { sample } from './some.test.ts';\nexport const use = sample;",
    rule: 'no-tests-in-code',
  },
  {
    file: 'packages/router/src/knows-builders.ts',
    text: "import { buildModel } from '@penstock/testing';\nexport const use = buildModel;",
    rule: 'builders-are-for-tests',
  },
  {
    file: 'packages/testing/src/knows-simulator.ts',
    text: "import type { Simulator } from '@penstock/simulator';\nexport type Kept = Simulator;",
    rule: 'builders-know-only-providers-and-router',
  },
  {
    file: 'packages/testing/src/runs-router.ts',
    text: "import { plan } from '@penstock/router';\nexport const use = plan;",
    rule: 'builders-take-only-types-of-the-router',
  },
  ...['policy', 'breaker', 'catalog', 'tokens', 'health', 'plan'].map((room) => ({
    file: `packages/router/src/${room}/knows-execute.ts`,
    text: "import type { Executed } from '../execute/executed.ts';\nexport type Kept = Executed;",
    rule: `router-room-${room}`,
  })),
  {
    file: 'packages/router/src/execute/knows-testing.ts',
    text: "import { stage } from '../testing/stage.ts';\nexport const use = stage;",
    rule: 'router-room-execute',
  },
  {
    file: 'packages/router/src/execute/knows-testing.ts',
    text: "import { stage } from '../testing/stage.ts';\nexport const use = stage;",
    rule: 'no-testing-in-code',
  },
  {
    file: 'apps/api/src/endpoints/models/knows-testing.ts',
    text: "import type { Dialects } from '../testing/start-dialects.ts';\nexport type Kept = Dialects;",
    rule: 'no-testing-in-code',
  },
  {
    file: 'apps/api/src/compose/knows-end-to-end.ts',
    text: "import type { Stage } from '../end-to-end/stage.ts';\nexport type Kept = Stage;",
    rule: 'no-testing-in-code',
  },
  {
    file: 'packages/router/src/plan/has-clock.ts',
    text: "import type { Clock } from '../clock.ts';\nexport type Kept = Clock;",
    rule: 'planning-has-no-clock',
  },
];

/** Imports that the walls allow. */
const allowed: Readonly<Record<string, string>> = {
  'packages/providers/src/index.ts': 'export const adapter = 1;',
  'packages/providers/src/there.ts': "import { back } from './back.ts';\nexport const there = back;",
  'packages/providers/src/type-ring.ts': "import type { Other } from './type-ring-too.ts';\nexport type One = Other;",
  'packages/providers/src/some.test.ts': 'export const sample = 1;',
  'packages/router/src/index.ts': "export { inside as plan } from './inside.ts';",
  'packages/router/src/clock.ts': 'export type Clock = number;',
  'packages/router/src/execute/executed.ts':
    "import type { Planned } from '../plan/planned.ts';\nexport type Executed = Planned;",
  'packages/router/src/plan/planned.ts': 'export type Planned = 1;',
  'packages/router/src/testing/stage.ts': 'export const stage = 1;',
  'apps/api/src/endpoints/testing/start-dialects.ts': 'export type Dialects = 1;',
  'apps/api/src/end-to-end/stage.ts':
    "import type { Dialects } from '../endpoints/testing/start-dialects.ts';\nexport type Stage = Dialects;",
  'packages/router/src/inside.ts': "import { adapter } from '@penstock/providers';\nexport const inside = adapter;",
  'packages/patterns/src/index.ts': 'export type LinearPattern = string;',
  'packages/testing/src/index.ts':
    "import type { plan } from '@penstock/router';\nexport const buildModel = (): typeof plan | null => null;",
  'packages/router/src/plan/planned.test.ts': "import { buildModel } from '@penstock/testing';\nbuildModel();",
  'packages/simulator/src/index.ts': 'export type Simulator = string;',
  'apps/api/src/compose/compose.ts': "import { plan } from '@penstock/router';\nexport type Penstock = typeof plan;",
  'apps/api/src/env.ts': 'export type Settings = 1;',
  'apps/api/src/retention/pruner.ts': 'export type Pruner = 1;',
  'apps/api/src/endpoints/endpoint-tools.ts': 'export type EndpointTools = 1;',
  'apps/api/src/graphql/services.ts': 'export type Services = 1;',
  'apps/api/src/server/server.ts': 'export type Server = 1;',
  'apps/api/src/main.ts':
    "import type { Penstock } from './compose/compose.ts';\nexport const started: Penstock[] = [];",
};

type Summary = { summary: { violations: readonly { from: string; rule: { name: string } }[] } };

let folder = '';
let found: readonly string[] = [];

/** Creates a tree with every violation, and with npm's links to the packages. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-walls-'));
  const write = (file: string, text: string): void => {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  };
  write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }');
  for (const { file, text } of violations) write(file, text);
  for (const [file, text] of Object.entries(allowed)) write(file, text);
  mkdirSync(join(folder, 'node_modules/@penstock'), { recursive: true });
  write('node_modules/graphql/package.json', '{ "name": "graphql", "version": "1.0.0", "main": "index.js" }');
  write('node_modules/graphql/index.js', '');
  for (const name of ['patterns', 'providers', 'router', 'simulator', 'testing']) {
    write(`packages/${name}/package.json`, `{ "name": "@penstock/${name}", "exports": { ".": "./src/index.ts" } }`);
    symlinkSync(`../../packages/${name}`, join(folder, 'node_modules/@penstock', name));
  }
  found = cruise(folder);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The violations in a tree, as `file: rule`, by the command of `npm run check:walls`. */
function cruise(tree: string): readonly string[] {
  const parameters = [
    `--import=${join(root, 'scripts/read-using-declarations.mjs')}`,
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    `--config=${join(root, '.dependency-cruiser.mjs')}`,
    '--output-type=json',
    'packages',
    'apps',
  ];
  const text = execFileSync(process.execPath, parameters, { cwd: tree, encoding: 'utf8' });
  // The reporter of dependency-cruiser writes this shape.
  const { summary } = JSON.parse(text) as Summary;
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

test.each(violations)('$file breaks $rule', ({ file, rule }) => {
  expect(found).toContain(`${file}: ${rule}`);
});

test('the walls report nothing else', () => {
  const expected = violations.map(({ file, rule }) => `${file}: ${rule}`);
  expect(found.filter((violation) => !expected.includes(violation))).toEqual([]);
});

describe.each([
  ['packages/router', routerRooms],
  ['apps/api', apiRooms],
])('the rooms of %s', (workspace, rooms: Readonly<Record<string, readonly string[]>>) => {
  test('are all listed', () => {
    const folders = readdirSync(join(root, workspace, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['compose', 'testing', 'end-to-end'].includes(entry.name))
      .map(({ name }) => name);
    expect(Object.keys(rooms).sort()).toEqual(folders.sort());
  });

  test('import only rooms that are listed before them, so that no cycle is possible', () => {
    const names = Object.keys(rooms);
    for (const [index, name] of names.entries()) {
      expect(names.slice(0, index), name).toEqual(expect.arrayContaining([...(rooms[name] ?? [])]));
    }
  });

  test('are the same in ARCHITECTURE.md', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const section = text.split(/^#+ /m).find((part) => part.startsWith(`The order of rooms in \`${workspace}\``)) ?? '';
    const rows = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, room, allowed = '']) => [
      room,
      [...allowed.matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
    ]);
    expect(Object.fromEntries(rows)).toEqual(rooms);
    expect(rows.map(([room]) => room)).toEqual(Object.keys(rooms));
  });
});
