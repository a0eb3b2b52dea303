import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Limit, limitList } from '../../apps/api/src/limits/limits.ts';
import { root } from '../service/root.ts';

const page = readFileSync(join(root, 'docs/limits.md'), 'utf8');

/** In the format of the document: bytes in MB or KB, times in seconds, counts with commas. */
function inWords({ default: value, unit }: Limit): string {
  if (unit === 'count') return value.toLocaleString('en-US');
  if (unit === 'milliseconds') return value % 1_000 === 0 ? `${value / 1_000} s` : `${value} ms`;
  const mib = value / 1024 / 1024;
  return mib >= 1 ? `${mib} MB` : `${value / 1024} KB`;
}

test('docs/limits.md lists exactly the settings, with their defaults', () => {
  const rows = [...page.matchAll(/^\|[^|\n]*\|([^|\n]*)\| `(PENSTOCK_[A-Z_]+)` \|/gm)];
  const listed = rows.map(([, value = '', variable = '']) => `${variable}: ${value.trim()}`);
  const expected = Object.values(limitList).map((limit) => `${limit.variable}: ${inWords(limit)}`);
  expect(listed.toSorted()).toEqual(expected.toSorted());
});
