// Writes the release into `dist`: a folder that needs only Node 24. It contains the API, the built console, the
// migrations, and the packages of node_modules that these need. Paths in it are those of the repository.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripped } from '../strip-types-once.mjs';
import { folderBytes } from './folder-bytes.ts';
import { type LockEntry, needsOf, productionPackages } from './production-packages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const release = join(root, 'dist');

/** Files that the running service does not read, and files of Prisma's client for other databases. */
const notRun = /\.(map|md|markdown|d\.[cm]?ts|tsbuildinfo|test\.tsx?|wasm-base64\.m?js)$/;
const ofOtherDatabases = /^query_compiler_(?!.*postgresql)/;
const notRunFolders: ReadonlySet<string> = new Set(['testing', 'end-to-end', '.git', '.cache']);

/** @param path in the repository, as `apps/api/src`. */
function copy(path: string, takesFolder: (name: string) => boolean = () => true): void {
  cpSync(join(root, path), join(release, path), {
    recursive: true,
    filter: (source) => {
      const name = source.slice(source.lastIndexOf('/') + 1);
      return source === join(root, path) || (takesFolder(name) && !notRun.test(name) && !ofOtherDatabases.test(name));
    },
  });
}

function copySources(path: string): void {
  copy(path, (name) => !notRunFolders.has(name));
}

function copyPackages(): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages as Record<string, LockEntry>;
  const wanted = [...needsOf(lock, 'apps/api'), { name: 'httpxy', from: 'apps/web' }];
  for (const path of productionPackages(lock, wanted)) {
    // An optional package may be for other machines.
    if (!existsSync(join(root, path))) continue;
    if (path.startsWith('node_modules/') || path.includes('/node_modules/'))
      copy(path, (name) => name !== 'node_modules');
    else linkWorkspace(path);
  }
}

/** Node does not strip types below node_modules, but it does in the target of a link there. */
function linkWorkspace(folder: string): void {
  copySources(`${folder}/src`);
  copy(`${folder}/package.json`);
  const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const link = join(release, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), join(release, folder)), link);
}

function copyConsole(): void {
  const { status } = spawnSync(process.execPath, ['apps/web/start.mjs', '--build-only'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  const built = join(root, 'apps/web/.next');
  cpSync(join(built, 'standalone/node_modules'), join(release, 'node_modules'), { recursive: true, force: false });
  cpSync(join(built, 'standalone/apps/web/.next'), join(release, 'apps/web/.next'), { recursive: true });
  cpSync(join(built, 'static'), join(release, 'apps/web/.next/static'), { recursive: true });
  for (const path of [
    'package.json',
    'start.mjs',
    'start.ts',
    'scripts/build-lock.ts',
    'scripts/build-state.ts',
    'src/env.ts',
  ])
    copy(`apps/web/${path}`);
  copySources('apps/web/src/server');
}

/** The folder may be read-only on the target machine, so it contains the stripped files from the start. */
function stripTypes(): void {
  const kept = join(release, 'node_modules/.cache/penstock/stripped');
  for (const folder of ['apps', 'packages']) {
    for (const name of readdirSync(join(release, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.ts')) stripped(join(release, folder, name), kept, release);
    }
  }
}

function writeManifest(): void {
  const { name, version, license, type, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { start, 'start:api': startApi, 'start:web': startWeb } = scripts;
  const manifest = {
    name,
    version,
    license,
    type,
    private: true,
    engines: { node: '>=24' },
    scripts: { start, 'start:api': startApi, 'start:web': startWeb },
  };
  writeFileSync(join(release, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

rmSync(release, { recursive: true, force: true });
mkdirSync(release);
writeManifest();
copyPackages();
for (const path of [
  'LICENSE',
  'scripts/start.mjs',
  'scripts/require-node.mjs',
  'scripts/end-with-npm.mjs',
  'scripts/strip-types-once.mjs',
  'config',
  'prisma',
])
  copy(path);
copySources('apps/api/src');
for (const path of ['apps/api/start.mjs', 'apps/api/package.json']) copy(path);
const apiBytes = folderBytes(release);
copyConsole();
stripTypes();
const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;
console.log(`Release: dist, ${megabytes(folderBytes(release))}, of which ${megabytes(apiBytes)} are the API alone.`);
