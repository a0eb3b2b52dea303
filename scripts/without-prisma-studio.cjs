// Prisma's program loads its studio at every start, which is not installed: `overrides` of package.json has an empty
// package in its place. It takes 130 MB with all that it depends on.
/** @type {any} */
const Module = require('node:module');

const load = Module._load;
Module._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  /^@prisma\/(studio-core|dev)\b/.test(request) ? {} : load(request, ...rest);
