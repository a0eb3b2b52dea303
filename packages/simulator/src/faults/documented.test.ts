import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { faults } from './faults.ts';

it('the README lists exactly the faults of the code', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([\w-]+)` *\|([^|]+)\|([^|]*)\|$/gm)].map(
    ([, name, summary = '', figure = '']) => {
      return { name, summary: summary.trim(), figure: figure.trim() };
    },
  );
  expect(rows).toEqual(
    faults.map(({ name, summary, parameter }) => ({
      name,
      summary,
      figure: parameter === null ? '' : `${parameter.meaning}, ${parameter.usual}`,
    })),
  );
});
