// Removes unused files from the installed packages: a third of npm's files. `postinstall` runs it.
// PENSTOCK_KEEP_ALL_FILES=1 keeps the packages whole. The reasons are in docs/decisions/032-size-of-an-install.md.
// `node scripts/remove-unread-files.mjs FOLDER` does the same in another checkout.
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

const sourceMap = /\.(?:[cm]?[jt]s|css|wasm)\.map$/;
const document = /\.(?:md|mdx|markdown)$/i;
const license = /^(?:licen[cs]e|notice|copying|third)/i;
/** Node runs no TypeScript in a package. */
const typeScript = /\.[cm]?tsx?$/;
const declaration = /\.d\.(?:[^./]+\.)?[cm]?ts$/;

/**
 * The files of a package: paths within it. The path of a folder ends with a slash.
 * @type {Readonly<Record<string, RegExp>>}
 */
const unreadOf = {
  // Another name of `bin/node`, and headers for C++ compilers.
  node: /^node_modules\/$/,
  // Query compilers for other databases and in a second size. Of `prisma`, only `generate` is run.
  '@prisma/client': /^runtime\/query_compiler_(?!small_bg\.postgresql\..*mjs$)/,
  prisma: /^build\/(?:query_compiler_|schema_engine_|studio\.)/,
  // React and Next with experiments that the console does not enable.
  next: /^dist\/(?:bundle-analyzer\/$|compiled\/(?:[\w-]+-experimental\/$|next-server\/.*-experimental\.))/,
  // Other builds of the same code, for `require`, for browsers, or for older browsers.
  '@apollo/client': /^__cjs\/$/,
  '@graphql-yoga/render-graphiql': /^cjs\/$/,
  '@mantine/core': /^cjs\/$/,
  '@mantine/dates': /^cjs\/$/,
  '@mantine/hooks': /^cjs\/$/,
  recharts: /^umd\/$/,
  rxjs: /^dist\/(?:bundles|esm|esm5)\/$/,
  // Types of functions that only Recharts calls.
  'es-toolkit': /\.d\.m?ts$/,
  // Tests, unused data, encodings of older models, the pages of a viewer, a package manager.
  bintrees: /^test\/$/,
  'caniuse-lite': /^data\/(?:features|regions)\/$/,
  'gpt-tokenizer': /^(?:esm\/bpeRanks\/|(?:esm|cjs)\/model\/|data\/[pr]50k_base)/,
  'playwright-core': /^lib\/vite\/$/,
  'postcss-preset-mantine': /^\.yarn\/$/,
  'react-dom': /^cjs\/.*(?:profiling|\.bun)\./,
};

/**
 * Whether this path of a package is unused. `file` is empty for a folder.
 * @type {(path: string, file: string, name: string) => boolean}
 */
function isUnread(path, file, name) {
  if (unreadOf[name]?.test(path) || sourceMap.test(file)) return true;
  return document.test(file) ? !license.test(file) : typeScript.test(file) && !declaration.test(file);
}

/**
 * Links lead out of the packages, to the workspaces, and are not followed.
 * @type {(folder: string) => import('node:fs').Dirent[]}
 */
function readFolder(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isSymbolicLink());
  } catch {
    return [];
  }
}

/**
 * A file that cannot be removed stays, so that an install does not fail.
 * @type {(remove: () => void) => void}
 */
function attempt(remove) {
  try {
    remove();
  } catch {}
}

/**
 * Checks one folder of a package. `within` is its path there: empty, or with a slash at its end.
 * @type {(folder: string, name: string, within?: string) => void}
 */
function trimPackage(folder, name, within = '') {
  for (const entry of readFolder(join(folder, within))) {
    const isFolder = entry.isDirectory();
    const path = `${within}${entry.name}${isFolder ? '/' : ''}`;
    const place = join(folder, path);
    if (isUnread(path, isFolder ? '' : entry.name, name)) attempt(() => rmSync(place, { recursive: true }));
    else if (isFolder && entry.name === 'node_modules') trimPackages(place);
    else if (isFolder) trimPackage(folder, name, path);
  }
  // Fails if the folder is not empty.
  attempt(() => rmdirSync(join(folder, within)));
}

/**
 * Checks all packages of a scope, as `@prisma/`, or all packages without a scope.
 * @type {(nodeModules: string, scope?: string) => void}
 */
function trimPackages(nodeModules, scope = '') {
  for (const { name } of readFolder(join(nodeModules, scope)).filter((entry) => entry.isDirectory())) {
    if (name.startsWith('@')) trimPackages(nodeModules, `${name}/`);
    else if (!name.startsWith('.')) trimPackage(join(nodeModules, scope, name), `${scope}${name}`);
  }
}

if (process.env.PENSTOCK_KEEP_ALL_FILES !== '1') {
  trimPackages(join(root, 'node_modules'));
  for (const workspaces of ['apps', 'packages']) {
    for (const { name } of readFolder(join(root, workspaces)))
      trimPackages(join(root, workspaces, name, 'node_modules'));
  }
}
