import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

it('takes what comes while it is handed over, without keeping it waiting', async () => {
  const journal = new Journal(file);
  await journal.append([entry('a'), entry('b'), entry('c')]);
  const written: unknown[] = [];
  let isUnavailable = true;
  const write = async ({ values }: JournalEntry) => {
    if (values[1] === 'b' && isUnavailable) throw new Error('away');
    // While a write is under way the file takes more, which a silent database must not hold up.
    if (values[1] === 'b') await journal.append([entry('d'), entry('e', 'SELECT 2')]);
    written.push(values[1]);
    return 'written' as const;
  };
  await expect(journal.replay(write)).rejects.toThrow('away');
  isUnavailable = false;
  await journal.replay(write);
  expect(written).toEqual(['a', 'a', 'b', 'c', 'd', 'e']);
  expect(await readdir(dirname(file))).toEqual([]);
});

it('sets a damaged line aside, says so, and settles all others', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await new Journal(file).append([entry('a')]);
  await appendFile(file, '\n{"values":[{"base64":7}]}\nnonsense\n{"values":"x"}\n[]\n');
  const journal = new Journal(file, log);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
  expect(log.error).toHaveBeenCalledTimes(4);
  expect(await readFile(`${file}.refused`, 'utf8')).toContain('nonsense');
});

it('says in one sentence that its file cannot be read', async () => {
  await new Journal(file).check();
  await mkdir(file, { recursive: true });
  await expect(new Journal(file).check()).rejects.toThrow(
    /^What is to be settled from .*settlements\.journal cannot be read \(.+\): /,
  );
});

it('holds one entry at a time in memory, however large it has grown, and warns of its size', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const journal = new Journal(file, log);
  const text = 'x'.repeat(4_000_000);
  for (let part = 0; part < 15; part++) await journal.append([entry(text)]);
  expect(log.warn).toHaveBeenCalledTimes(1);
  const before = process.memoryUsage().rss;
  let most = 0;
  let count = 0;
  await journal.replay(async () => {
    most = Math.max(most, process.memoryUsage().rss);
    count += 1;
    return 'written';
  });
  expect(count).toBe(15);
  // The file holds 140 MB, an entry some 10, of which a few await a collection.
  expect(most - before).toBeLessThan(120_000_000);
}, 60_000);

it('passes over a line without an end', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await new Journal(file).append([entry('a')]);
  const handle = await open(file, 'r+');
  // A hole of zeros, as a file system may leave one after a loss of power; it takes no room on the disk.
  await handle.truncate(300 * 1024 * 1024);
  await handle.close();
  const journal = new Journal(file, log);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
  expect(log.error).toHaveBeenCalledTimes(1);
}, 60_000);
