import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const mantine = join(root, 'node_modules/@mantine');
const styles = join(mantine, 'core/styles');
/** Styles that all components use: resets, variables and classes. */
const foundations = ['baseline', 'default-css-variables', 'global'];

const read = (path: string): string => readFileSync(path, 'utf8');

/** Calls `visit` with each imported name and its module. */
function eachImport(text: string, visit: (name: string, from: string) => void): void {
  for (const [, names = '', from = ''] of text.matchAll(/(?:import|export) \{([^}]*)\} from ['"]([^'"]+)['"]/g)) {
    for (const name of names.split(',')) visit(name.trim().split(' as ')[0] ?? '', from);
  }
  for (const [, name = '', from = ''] of text.matchAll(/import (\w+) from ['"]([^'"]+)['"]/g)) visit(name, from);
}

/**
 * The styled components of Mantine's core that the console and the React package import, directly or through other
 * components.
 */
function usedComponents(): Set<string> {
  const used = new Set<string>();
  const seen = new Set<string>();
  function visitFile(path: string): void {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    const component = /core\/esm\/.*\/(\w+)\.module\.mjs$/.exec(path)?.[1];
    if (component !== undefined) used.add(component);
    eachImport(read(path), (name, from) => {
      if (from.startsWith('.')) visitFile(resolve(dirname(path), from));
      else visitName(name, from);
    });
  }
  function visitName(name: string, from: string): void {
    const folder = /^@mantine\/(\w+)$/.exec(from)?.[1];
    if (folder === undefined || folder === 'hooks') return;
    const index = join(mantine, folder, 'esm/index.mjs');
    eachImport(read(index), (exported, path) => {
      if (exported === name && path.startsWith('.')) visitFile(resolve(dirname(index), path));
    });
  }
  for (const folder of ['apps/web/src', 'packages/react/src']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (/(?<!\.test)\.tsx?$/.test(file)) eachImport(read(join(root, folder, file)), visitName);
    }
  }
  return used;
}

test("exactly the styles of the used Mantine components are loaded, in the order of Mantine's own file", () => {
  const whole = read(join(mantine, 'core/styles.css'));
  const placeOf = (name: string): number => whole.indexOf(read(join(styles, `${name}.css`)).trim());
  const withStyles = [...usedComponents()].filter((name) => existsSync(join(styles, `${name}.css`)));
  const needed = [...foundations, ...withStyles].toSorted((left, right) => placeOf(left) - placeOf(right));
  expect(needed).toEqual(expect.arrayContaining(['Button', 'ScrollArea', 'Combobox']));
  const listed = read(fileURLToPath(new URL('mantine-styles.ts', import.meta.url))).matchAll(
    /core\/styles\/(.*)\.css'/g,
  );
  expect([...listed].map(([, name]) => name)).toEqual(needed);
});
