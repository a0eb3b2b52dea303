import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FileLine, readLines } from './read-lines.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-lines-'));
  file = join(folder, 'lines');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string, { from = 0, longestBytes = 1_000_000 } = {}): Promise<readonly FileLine[]> {
  await writeFile(file, text);
  return Array.fromAsync(readLines(file, { from, to: Buffer.byteLength(text), longestBytes }));
}

it('returns every line and its end, also for a last line without a line feed', async () => {
  expect(await read('ä\n\nbc\nd')).toEqual([
    { text: 'ä', endsAt: 3 },
    { text: '', endsAt: 4 },
    { text: 'bc', endsAt: 7 },
    { text: 'd', endsAt: 8 },
  ]);
  expect(await read('')).toEqual([]);
});

it('begins at the given byte', async () => {
  expect(await read('ab\ncd\nef\n', { from: 3 })).toEqual([
    { text: 'cd', endsAt: 6 },
    { text: 'ef', endsAt: 9 },
  ]);
});

it('joins lines longer than a block, and skips lines that are too long', async () => {
  const long = 'é'.repeat(100_000);
  const texts = (await read(`${long}\nshort\n${'x'.repeat(300_000)}\nlast\n`, { longestBytes: 250_000 })).map(
    ({ text }) => text,
  );
  expect(texts).toEqual([long, 'short', null, 'last']);
});
