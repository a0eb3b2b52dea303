import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stripped } from '../scripts/strip-types-once.mjs';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'penstock-stripped-'));
  mkdirSync(join(base, 'src'));
});
afterEach(() => rmSync(base, { recursive: true }));

test('a file is stripped once, and again after a change', () => {
  const file = join(base, 'src/a.ts');
  const kept = join(base, 'kept/src/a.ts.js');
  writeFileSync(file, 'export const one: number = 1;\n');
  expect(stripped(file, join(base, 'kept'), base)).toContain('export const one         = 1;\n');
  const first = readFileSync(kept, 'utf8');
  // The stored file is loaded.
  writeFileSync(kept, first.replace('= 1', '= 9'));
  expect(stripped(file, join(base, 'kept'), base)).toContain('= 9;');
  writeFileSync(file, 'export const two: number = 2;\n');
  expect(stripped(file, join(base, 'kept'), base)).toContain('= 2;');
  expect(readFileSync(kept, 'utf8')).toContain('= 2;');
});

test('a file is also stripped when the result cannot be stored', () => {
  const file = join(base, 'src/a.ts');
  writeFileSync(file, 'export const one: number = 1;\n');
  writeFileSync(join(base, 'kept'), 'a file in the place of the folder');
  expect(stripped(file, join(base, 'kept'), base)).toContain('= 1;');
});
