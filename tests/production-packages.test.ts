import { expect, test } from 'vitest';
import { needsOf, productionPackages } from '../scripts/release/production-packages.ts';

const lock = {
  'apps/api': { dependencies: { pg: '1', '@penstock/router': '1', client: '1' }, devDependencies: { vitest: '1' } },
  'packages/router': { dependencies: { yaml: '1' } },
  'node_modules/@penstock/router': { link: true, resolved: 'packages/router' },
  'node_modules/pg': { dependencies: { shared: '2' }, optionalDependencies: { 'pg-native': '1' } },
  'node_modules/pg/node_modules/shared': { dependencies: { deep: '1' } },
  'node_modules/shared': {},
  'node_modules/deep': {},
  'node_modules/yaml': {},
  'node_modules/client': {
    peerDependencies: { shared: '1', prisma: '1' },
    peerDependenciesMeta: { prisma: { optional: true } },
  },
  'node_modules/prisma': {},
  'node_modules/vitest': {},
};

test('a release has exactly the packages that a workspace runs with, at the folders in which Node looks for them', () => {
  expect([...productionPackages(lock, needsOf(lock, 'apps/api'))].toSorted()).toEqual([
    'node_modules/client',
    'node_modules/deep',
    'node_modules/pg',
    'node_modules/pg/node_modules/shared',
    'node_modules/shared',
    'node_modules/yaml',
    'packages/router',
  ]);
});

test('packages that depend on each other are found once', () => {
  const round = {
    a: { dependencies: { b: '1' } },
    'node_modules/b': { dependencies: { c: '1' } },
    'node_modules/c': { dependencies: { b: '1' } },
  };
  expect([...productionPackages(round, needsOf(round, 'a'))].toSorted()).toEqual(['node_modules/b', 'node_modules/c']);
});
