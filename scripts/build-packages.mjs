// Writes the published files of the packages for callers into their `dist`: JavaScript, types, and a package.json that
// points at them. Node 20 runs the result. In this repository, types and tests come from the sources.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = findCompiler();

/** Null in an installation without development tools. It publishes nothing and runs from the sources. */
function findCompiler() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {string} compiler
 */
function build(folder, compiler) {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const settings = join(dist, 'tsconfig.json');
  writeFileSync(settings, JSON.stringify(compilerSettings));
  const { status } = spawnSync(process.execPath, [compiler, '-p', settings], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(settings);
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(publishedManifest(folder), null, 2)}\n`);
  for (const file of ['README.md', 'LICENSE']) copyFileSync(join(folder, file), join(dist, file));
}

const compilerSettings = {
  extends: '../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    declaration: true,
    outDir: '.',
    rootDir: '../src',
    rewriteRelativeImportExtensions: true,
    allowImportingTsExtensions: false,
    types: [],
  },
  include: ['../src'],
  exclude: ['../src/**/*.test.*', '../src/testing'],
};

/** @param {string} folder */
function publishedManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { devDependencies: _, scripts: __, ...kept } = manifest;
  const exports = { '.': { types: './index.d.ts', default: './index.js' } };
  return { ...kept, exports, files: ['**/*.js', '**/*.d.ts'] };
}

if (compiler !== null) for (const name of ['client', 'react']) build(join(root, 'packages', name), compiler);
