import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../service/root.ts';
import { trackedFiles } from './tracked-files.ts';

/**
 * Forbidden texts: paths of one machine, and the sources of packages. Concatenated, so that this file does not match.
 */
const forbidden: readonly { what: string; pattern: RegExp }[] = [
  {
    what: 'a path of somebody’s machine',
    pattern: new RegExp(['(^|[\\s"\'`(=:])/(work', 'home', 'Users', 'root)/\\w'].join('|')),
  },
  {
    what: 'the host of a package registry',
    pattern: new RegExp(['registry\\.npm', 'npmjs\\.org', 'yarnpkg\\.com'].join('|')),
  },
  { what: 'an address that a package was taken from', pattern: /"resolved": "[a-z+]+:/ },
  { what: 'a mark of a conflict', pattern: /^(<{7}|>{7}) /m },
];

const texts = trackedFiles
  .filter((path) => !/\.(png|jpe?g|gif|ico|woff2?|wasm)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('no file', () => {
  test.each(forbidden)('contains $what', ({ pattern }) => {
    expect(texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('is larger than half a megabyte', () => {
    expect(texts.filter(({ text }) => text.length > 524_288).map(({ path }) => path)).toEqual([]);
  });
});

type LockedPackages = Record<string, { optionalDependencies?: Record<string, string> }>;

describe('the lock file', () => {
  // npm drops the packages of other systems when it writes the lock beside installed packages.
  test('contains the builds of every system', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: LockedPackages;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !foldersAbove(path).some((folder) => `${folder}${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

/** The folders in which Node looks for a package's imports. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return [...parts.keys(), parts.length].map((depth) => [...parts.slice(0, depth), 'node_modules/'].join('/'));
}
