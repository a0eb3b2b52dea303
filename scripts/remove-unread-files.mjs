// Removes from the installed packages what nothing here reads: a third of what npm unpacks. `postinstall` runs it.
// PENSTOCK_KEEP_ALL_FILES=1 leaves the packages whole. docs/decisions/032-what-an-install-holds.md has the reasons.
// `node scripts/remove-unread-files.mjs FOLDER` does the same in another checkout.
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

/** Of every package: source maps, documents that are no license, and sources. Node runs no TypeScript in a package. */
const unreadOfAll = [
  /\.(?:[cm]?[jt]s|css|wasm)\.map$/,
  /(?:^|\/)(?!licen[cs]e|notice|copying|third)[^/]*\.(?:md|mdx|markdown)$/i,
  /(?<!\.d|\.d\.[^./]+)\.[cm]?tsx?$/,
];

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
  '@anthropic-ai/sdk': /\.(?:js|d\.ts)$/,
  openai: /\.(?:js|d\.ts)$/,
  '@apollo/client': /^__cjs\/$/,
  '@graphql-yoga/render-graphiql': /^cjs\/$/,
  '@mantine/core': /^cjs\/$/,
  '@mantine/dates': /^cjs\/$/,
  '@mantine/hooks': /^cjs\/$/,
  recharts: /^umd\/$/,
  rxjs: /^dist\/(?:bundles|esm|esm5)\/$/,
  // Types of functions that only Recharts calls.
  'es-toolkit': /\.d\.m?ts$/,
  // Data that no query asks for, encodings of older models, tests, the pages of a viewer.
  bintrees: /^test\/$/,
  'caniuse-lite': /^data\/(?:features|regions)\/$/,
  'gpt-tokenizer': /^(?:esm\/bpeRanks\/|(?:esm|cjs)\/model\/|data\/[pr]50k_base)/,
  'playwright-core': /^lib\/vite\/$/,
  'postcss-preset-mantine': /^\.yarn\/$/,
  'react-dom': /^cjs\/.*(?:profiling|\.bun)\./,
};

/**
 * @param {string} path
 * @param {string} name of its package.
 */
function isUnread(path, name) {
  return unreadOf[name]?.test(path) === true || unreadOfAll.some((pattern) => pattern.test(path));
}

/**
 * Links lead out of the packages, to the workspaces, and are not followed.
 * @param {string} folder
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
 * @param {() => void} remove
 */
function attempt(remove) {
  try {
    remove();
  } catch {}
}

/**
 * @param {string} folder of a package.
 * @param {string} name of the package.
 * @param {string} within The part of the package, empty or with a slash at its end.
 */
function trimPackage(folder, name, within = '') {
  for (const entry of readFolder(join(folder, within))) {
    const path = `${within}${entry.name}${entry.isDirectory() ? '/' : ''}`;
    const place = join(folder, path);
    if (isUnread(path, name)) attempt(() => rmSync(place, { recursive: true }));
    else if (entry.isDirectory() && entry.name === 'node_modules') trimPackages(place);
    else if (entry.isDirectory()) trimPackage(folder, name, path);
  }
  // Only where it is empty.
  attempt(() => rmdirSync(join(folder, within)));
}

/**
 * @param {string} folder named `node_modules`.
 * @param {string} scope as `@prisma/`, or empty.
 */
function trimPackages(folder, scope = '') {
  for (const entry of readFolder(join(folder, scope))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    if (entry.name.startsWith('@')) trimPackages(folder, `${entry.name}/`);
    else trimPackage(join(folder, scope, entry.name), `${scope}${entry.name}`);
  }
}

if (process.env.PENSTOCK_KEEP_ALL_FILES !== '1') {
  trimPackages(join(root, 'node_modules'));
  for (const workspaces of ['apps', 'packages']) {
    for (const { name } of readFolder(join(root, workspaces)))
      trimPackages(join(root, workspaces, name, 'node_modules'));
  }
}
