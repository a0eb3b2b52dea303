// Removes from the installed packages what nothing here reads: a third of what npm unpacks. `postinstall` runs it.
// PENSTOCK_KEEP_ALL_FILES=1 leaves the packages whole. docs/decisions/032-what-an-install-holds.md has the reasons.
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
 * Of one package: paths within it, those of folders with a slash at their end.
 * @type {Readonly<Record<string, RegExp>>}
 */
const unreadOf = {
  // Another name of `bin/node`, and headers for compilers of C++.
  node: /^node_modules\/$/,
  // Compilers of queries, for other databases and in a second size. Of `prisma`, only `generate` is run.
  '@prisma/client': /^runtime\/query_compiler_(?!small_bg\.postgresql\..*mjs$)/,
  prisma: /^build\/(?:query_compiler_|schema_engine_|studio\.)/,
  // What React and Next are with experiments that the console does not set.
  next: /^dist\/(?:bundle-analyzer\/$|compiled\/(?:[\w-]+-experimental\/$|next-server\/.*-experimental\.))/,
  // The same once more, for `require`, for browsers, or for older ones.
  '@apollo/client': /^__cjs\/$/,
  '@graphql-yoga/render-graphiql': /^cjs\/$/,
  '@mantine/core': /^cjs\/$/,
  '@mantine/dates': /^cjs\/$/,
  '@mantine/hooks': /^cjs\/$/,
  recharts: /^umd\/$/,
  rxjs: /^dist\/(?:bundles|esm|esm5)\/$/,
  // Types of functions that only Recharts calls.
  'es-toolkit': /\.d\.m?ts$/,
  // Tests, data that no query asks for, encodings of older models, the pages of a viewer, a package manager.
  bintrees: /^test\/$/,
  'caniuse-lite': /^data\/(?:features|regions)\/$/,
  'gpt-tokenizer': /^(?:esm\/bpeRanks\/|(?:esm|cjs)\/model\/|data\/[pr]50k_base)/,
  'playwright-core': /^lib\/vite\/$/,
  'postcss-preset-mantine': /^\.yarn\/$/,
  'react-dom': /^cjs\/.*(?:profiling|\.bun)\./,
};

/**
 * Whether nothing reads this place of a package. `file` is empty where it is a folder.
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
 * What cannot be removed stays: an install must not fail by it.
 * @type {(remove: () => void) => void}
 */
function attempt(remove) {
  try {
    remove();
  } catch {}
}

/**
 * Looks through one folder of a package. `within` is its path there: empty, or with a slash at its end.
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
  // Fails where something is left in it.
  attempt(() => rmdirSync(join(folder, within)));
}

/**
 * Looks through all packages of a scope, as `@prisma/`, or of none.
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
