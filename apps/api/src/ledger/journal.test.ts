import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal, type JournalEntry } from './journal.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-journal-'));
  file = join(folder, 'home', 'settlements.journal');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function entry(text: string, statement = 'SELECT $1'): JournalEntry {
  return { statement, values: [Buffer.from(text), text, null] };
}

async function replayed(journal: Journal): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  await journal.replay(async (each) => {
    entries.push(each);
    return 'written';
  });
  return entries;
}

it('gives back what it was given, in order, to the next process too', async () => {
  await new Journal(file).append([entry('a'), entry('b')]);
  const journal = new Journal(file);
  await journal.append([entry('c', 'SELECT 2')]);
  expect(await replayed(journal)).toEqual([entry('a'), entry('b'), entry('c', 'SELECT 2')]);
  expect(await replayed(journal)).toEqual([]);
  expect(await replayed(new Journal(file))).toEqual([]);
});

it('keeps everything while the database is away', async () => {
  const journal = new Journal(file);
  await journal.append([entry('a'), entry('b')]);
  const away = journal.replay(async (each) => {
    if (each.values[1] === 'b') throw new Error('away');
    return 'written';
  });
  await expect(away).rejects.toThrow('away');
  await journal.append([entry('c')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b', 'c']);
});

it('loses nothing but the line that a crash has cut', async () => {
  await new Journal(file).append([entry('a')]);
  await appendFile(file, '{"values":[{"base6');
  const journal = new Journal(file);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
});

it('keeps what comes after something that could not be written', async () => {
  const journal = new Journal(file);
  await mkdir(file, { recursive: true });
  await expect(journal.append([entry('a')])).rejects.toThrow('EISDIR');
  expect(await journal.hasRoom()).toBe(false);
  await rm(file, { recursive: true });
  expect(await journal.hasRoom()).toBe(true);
  await journal.append([entry('b')]);
  expect(await replayed(new Journal(file))).toEqual([entry('b')]);
  expect(await readdir(dirname(file))).toEqual([]);
});

it('sets aside what the database refuses', async () => {
  const journal = new Journal(file);
  await journal.append([entry('good'), entry('bad')]);
  await journal.replay(async ({ values }) => (values[1] === 'bad' ? 'refused' : 'written'));
  expect(await replayed(journal)).toEqual([]);
  expect(await readFile(`${file}.refused`, 'utf8')).toContain('"bad"');
});
