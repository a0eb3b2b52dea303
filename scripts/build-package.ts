// Writes what is published of a package into its `dist`: JavaScript, types, and a package.json that points at them.
//   node scripts/build-package.ts packages/client
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

type Manifest = Record<string, unknown> & { exports: Record<string, string> };

const folder = resolve(process.argv[2] ?? '.');
const dist = join(folder, 'dist');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const settings = {
  extends: '../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    outDir: '.',
    rootDir: '../src',
    declaration: true,
    rewriteRelativeImportExtensions: true,
    allowImportingTsExtensions: false,
    types: [],
  },
  include: ['../src'],
  exclude: ['../src/**/*.test.*', '../src/testing'],
};
const settingsFile = join(dist, 'tsconfig.json');
writeFileSync(settingsFile, JSON.stringify(settings));
execFileSync(process.execPath, [compiler, '-p', settingsFile], { stdio: 'inherit' });
rmSync(settingsFile);

const { devDependencies: _, scripts: __, ...manifest } = read(join(folder, 'package.json'));
const published = {
  ...manifest,
  exports: Object.fromEntries(Object.entries(manifest.exports).map(([name, source]) => [name, builtFrom(source)])),
};
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
for (const file of ['README.md', 'LICENSE']) copyFileSync(join(folder, file), join(dist, file));

function builtFrom(source: string): { types: string; default: string } {
  const built = source.replace('./src/', './').replace(/\.tsx?$/, '');
  return { types: `${built}.d.ts`, default: `${built}.js` };
}

function read(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
