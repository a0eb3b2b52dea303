import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../testing/databases.ts';
import { prepareEmbedded } from '../../testing/prepare-embedded.ts';
import { openDatabase } from '../open-database.ts';
import { checkDataFolder } from './check-data-folder.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let home: string;
let data: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'penstock-folder-'));
  data = join(home, 'data');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Every file below a folder, by path. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

describe('a data folder', () => {
  it('that is missing or empty is accepted for a new database', () => {
    expect(checkDataFolder(data)).toBe('empty');
    mkdirSync(data);
    expect(checkDataFolder(data)).toBe('empty');
  });

  it('that holds a database is accepted', async () => {
    await prepareEmbedded(home);
    expect(checkDataFolder(data)).toBe('database');
  });

  const strange: readonly [string, (folder: string) => void, RegExp][] = [
    ['holds photos', (folder) => put(folder, 'a.jpg'), /it holds other files \('a.jpg'\)/],
    [
      'holds a database whose PG_VERSION is lost',
      (folder) => put(folder, 'postgresql.conf', 'pg_hba.conf', 'x', 'y'),
      /it holds other files \('.+', '.+', '.+' and 1 more\)/,
    ],
    ['is of an older version', (folder) => put(folder, 'PG_VERSION=17'), /of PostgreSQL 17, and .* PostgreSQL 18/],
    ['holds nonsense in PG_VERSION', (folder) => put(folder, 'PG_VERSION=<html>'), /of PostgreSQL an unknown version/],
    ['is a part of a copy', (folder) => put(folder, 'PG_VERSION=18', 'postgresql.conf'), /'base' is missing/],
  ];
  it.each(strange)('that %s is refused by name, and stays as it is', async (_title, make, reason) => {
    make(data);
    const before = filesIn(data);
    const opening = openDatabase({ databaseUrl: null, home, log: silentLog });
    const error = await opening.then(
      () => null,
      (failure: Error) => failure,
    );
    expect(error).toMatchObject({ name: 'DatabaseError', message: expect.stringMatching(reason) });
    expect(error?.message).toContain(data);
    expect(error?.message.split('\n')).toHaveLength(1);
    expect(filesIn(data)).toEqual(before);
  });

  it('that is a file is refused by name', async () => {
    writeFileSync(data, 'precious');
    await expect(openDatabase({ databaseUrl: null, home, log: silentLog })).rejects.toThrow(
      /^The embedded database in .*\/data does not start \(it is a file, not a folder\): move it away/,
    );
  });

  it('that is a link is used where it leads, for a new database and for one that is there', async () => {
    const elsewhere = join(home, 'disk', 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    symlinkSync(elsewhere, data);
    for (const expected of [0, 1]) {
      const database = await openDatabase({ databaseUrl: null, home, log: silentLog });
      const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM pg_tables WHERE tablename = $1', [
        'kept_over_a_restart',
      ]);
      expect(rows).toEqual([{ count: expected }]);
      if (expected === 0) await database.pool.query('CREATE TABLE kept_over_a_restart ()');
      await expect(openDatabase({ databaseUrl: null, home: otherHome(elsewhere), log: silentLog })).rejects.toThrow(
        `is in use by process ${process.pid}`,
      );
      await database.close();
    }
    expect(lstatSync(data).isSymbolicLink()).toBe(true);
    expect(readdirSync(elsewhere)).toContain('PG_VERSION');
  });

  it('that is a link to nothing, as to a disk that is not mounted, is refused by name', async () => {
    symlinkSync(join(home, 'unmounted'), data);
    await expect(openDatabase({ databaseUrl: null, home, log: silentLog })).rejects.toThrow(
      `it is a link to ${join(home, 'unmounted')}, which is not there): create that folder or mount its disk`,
    );
    expect(readdirSync(home)).toEqual(['data']);
  });

  // A name that is too long for the file system fails for every user, even for root, who may read everything else.
  it('that cannot be read is refused by name', () => {
    const unreadable = join(home, 'x'.repeat(300));
    expect(() => checkDataFolder(unreadable)).toThrow(
      new RegExp(
        `in ${unreadable} does not start \\(it cannot be read: ENAMETOOLONG.*\\): make it readable for this user`,
      ),
    );
  });

  it('that is an incomplete copy is refused, at any point of the cut', async () => {
    await prepareEmbedded(home);
    for (const cut of [join('global', 'pg_control'), 'pg_wal', 'pg_xact', 'base']) {
      const part = join(home, 'part');
      cpSync(data, part, { recursive: true });
      rmSync(join(part, cut), { recursive: true });
      expect(() => checkDataFolder(part)).toThrow(`'${cut}' is missing`);
      rmSync(part, { recursive: true });
    }
    truncateSync(join(data, 'global', 'pg_control'), 100);
    expect(() => checkDataFolder(data)).toThrow(/'global\/pg_control' is incomplete/);
  });
});

/** Creates another home with the same data. */
function otherHome(data: string): string {
  const other = mkdtempSync(join(home, 'other-'));
  symlinkSync(data, join(other, 'data'));
  return other;
}

/** Files by name, each with the content after `=`. */
function put(folder: string, ...files: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const [name = '', text = 'x'] = file.split('=');
    writeFileSync(join(folder, name), text);
  }
}
