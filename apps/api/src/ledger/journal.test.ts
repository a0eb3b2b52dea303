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

it('replays its entries in order, also in the next process', async () => {
  await new Journal(file).append([entry('a'), entry('b')]);
  const journal = new Journal(file);
  await journal.append([entry('c', 'SELECT 2')]);
  expect(await replayed(journal)).toEqual([entry('a'), entry('b'), entry('c', 'SELECT 2')]);
  expect(await replayed(journal)).toEqual([]);
  expect(await replayed(new Journal(file))).toEqual([]);
});

it('keeps all entries while the database is unavailable', async () => {
  const journal = new Journal(file);
  await journal.append([entry('a'), entry('b')]);
  const failed = journal.replay(async (each) => {
    if (each.values[1] === 'b') throw new Error('unavailable');
    return 'written';
  });
  await expect(failed).rejects.toThrow('unavailable');
  await journal.append([entry('c')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b', 'c']);
});

it('loses only the line that a crash truncated', async () => {
  await new Journal(file).append([entry('a')]);
  await appendFile(file, '{"values":[{"base6');
  const journal = new Journal(file);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
});

it('keeps the entries after an entry that could not be written', async () => {
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

it('moves refused entries to another file', async () => {
  const journal = new Journal(file);
  await journal.append([entry('good'), entry('bad')]);
  await journal.replay(async ({ values }) => (values[1] === 'bad' ? 'refused' : 'written'));
  expect(await replayed(journal)).toEqual([]);
  expect(await readFile(`${file}.refused`, 'utf8')).toContain('"bad"');
});

it('accepts entries during a replay without delay', async () => {
  const journal = new Journal(file);
  await journal.append([entry('a'), entry('b'), entry('c')]);
  const written: unknown[] = [];
  let isUnavailable = true;
  const write = async ({ values }: JournalEntry) => {
    if (values[1] === 'b' && isUnavailable) throw new Error('unavailable');
    // During a write the file accepts more entries; a silent database must not block them.
    if (values[1] === 'b') await journal.append([entry('d'), entry('e', 'SELECT 2')]);
    written.push(values[1]);
    return 'written' as const;
  };
  await expect(journal.replay(write)).rejects.toThrow('unavailable');
  isUnavailable = false;
  await journal.replay(write);
  expect(written).toEqual(['a', 'a', 'b', 'c', 'd', 'e']);
  expect(await readdir(dirname(file))).toEqual([]);
});

it('moves a damaged line to another file, logs it, and settles all others', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await new Journal(file).append([entry('a')]);
  await appendFile(file, '\n{"values":[{"base64":7}]}\nnonsense\n{"values":"x"}\n[]\n');
  const journal = new Journal(file, log);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
  expect(log.error).toHaveBeenCalledTimes(4);
  expect(await readFile(`${file}.refused`, 'utf8')).toContain('nonsense');
});

it('reports in one sentence that its file cannot be read', async () => {
  await new Journal(file).check();
  await mkdir(file, { recursive: true });
  await expect(new Journal(file).check()).rejects.toThrow(
    /^The settlements in .*settlements\.journal cannot be read \(.+\): /,
  );
});

it('holds one entry at a time in memory at any file size, and logs a warning about the size', async () => {
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
  // The file has 140 MB and an entry about 10. A few entries await garbage collection.
  expect(most - before).toBeLessThan(120_000_000);
}, 60_000);

it('skips a line without an end', async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  await new Journal(file).append([entry('a')]);
  const handle = await open(file, 'r+');
  // A range of zeros, as a file system may leave after a power loss. It uses no disk space.
  await handle.truncate(300 * 1024 * 1024);
  await handle.close();
  const journal = new Journal(file, log);
  await journal.append([entry('b')]);
  expect((await replayed(journal)).map(({ values }) => values[1])).toEqual(['a', 'b']);
  expect(log.error).toHaveBeenCalledTimes(1);
}, 60_000);
