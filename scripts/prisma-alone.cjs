// At every start Prisma's program loads packages that `generate` does not use: its studio, its reader of configuration
// files and its downloads of engines. `overrides` in package.json replaces each by an empty package. This file defines
// the exports of the empty packages.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
/** @type {any} */
const Module = require('node:module');

const root = join(__dirname, '..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'apps/api/package.json'), 'utf8'));
/** @type {string} As `7.10.0-4.0edf323e…`: the text after the last point is the version of the engines. */
const engine = dependencies['@prisma/schema-engine-wasm'];

/** @type {Record<string, object>} */
const answers = {
  '@prisma/config': {
    loadConfigFromFile: async () => ({
      resolvedPath: null,
      config: { loadedFromFile: null, schema: join(root, 'prisma/schema.prisma') },
      diagnostics: [],
    }),
  },
  '@prisma/engines': {
    enginesVersion: engine.slice(engine.lastIndexOf('.') + 1),
    ensureNeededBinariesExist: async () => {},
  },
};

const load = Module._load;
Module._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) => {
  if (/^@prisma\/(studio-core|dev)\b/.test(request)) return {};
  return answers[request] ?? load(request, ...rest);
};
