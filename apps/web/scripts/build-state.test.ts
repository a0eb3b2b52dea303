import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIsCurrent, rememberBuild } from './build-state.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-build-'));
  await mkdir(join(folder, 'src', 'app'), { recursive: true });
  await mkdir(join(folder, '.next'));
  for (const name of ['package.json', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json', 'src/app/page.tsx']) {
    await writeFile(join(folder, name), name);
  }
});

afterEach(() => rm(folder, { recursive: true }));

test('a missing build is not current', async () => {
  expect(await buildIsCurrent(folder)).toBe(false);
});

test('a build is current until a source is changed, added or removed', async () => {
  await rememberBuild(folder);
  expect(await buildIsCurrent(folder)).toBe(true);

  await writeFile(join(folder, 'src/app/page.tsx'), 'changed');
  expect(await buildIsCurrent(folder)).toBe(false);

  await rememberBuild(folder);
  await writeFile(join(folder, 'src/new.ts'), '');
  expect(await buildIsCurrent(folder)).toBe(false);

  await rememberBuild(folder);
  await rm(join(folder, 'src/new.ts'));
  expect(await buildIsCurrent(folder)).toBe(false);
});

test('a new date or a new test does not make a build old', async () => {
  await rememberBuild(folder);
  await utimes(join(folder, 'src/app/page.tsx'), new Date(), new Date());
  await writeFile(join(folder, 'src/app/page.test.tsx'), 'a test');
  expect(await buildIsCurrent(folder)).toBe(true);
});
