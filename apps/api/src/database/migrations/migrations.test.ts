import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeOnEachDatabase, silentLog } from '../../testing/databases.ts';
import type { ConnectableDatabase } from '../connectable-database.ts';
import { applyMigrations } from './apply-migrations.ts';
import { diffMigrations } from './diff-migrations.ts';
import { isUpToDate } from './is-up-to-date.ts';
import { migrationsFolder, readMigrations, schemaFile } from './read-migrations.ts';
import { writeMigration } from './write-migration.ts';

const limitMs = 60_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-migrations-'));
  cpSync(migrationsFolder, folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the migrations', () => {
  it('lead to the schema, without a difference', { timeout: limitMs }, async () => {
    expect(await diffMigrations()).toBeNull();
  });

  it('are written from the additions of the schema', { timeout: limitMs }, async () => {
    const schema = join(folder, 'changed.prisma');
    const changed = readFileSync(schemaFile, 'utf8').replace(
      'model ModelConfiguration {',
      'model ModelConfiguration {\n  note String?',
    );
    writeFileSync(schema, changed);
    expect(await diffMigrations(folder, schema)).toContain(
      'ALTER TABLE "model_configuration" ADD COLUMN     "note" TEXT',
    );
  });

  it('are not written for an unchanged schema, nor under an invalid name', { timeout: limitMs }, async () => {
    expect(await writeMigration('nothing', new Date(), folder)).toBeNull();
    await expect(writeMigration('Add budgets', new Date(), folder)).rejects.toThrow(
      "'Add budgets' is not a valid name of a migration",
    );
  });
});

describeOnEachDatabase('applying migrations', (test) => {
  function reached(): ConnectableDatabase {
    const { kind, description, pool } = test.database;
    return { kind, description, connection: pool.options, schema: 'public', release: async () => {} };
  }

  function add(name: string, sql: string): void {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }

  it('applies missing migrations once, and records them as Prisma does', { timeout: limitMs }, async () => {
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    await applyMigrations(reached(), silentLog, folder);
    await applyMigrations(reached(), silentLog, folder);
    const { rows } = await test.database.pool.query(
      `SELECT migration_name, applied_steps_count, finished_at IS NOT NULL AS finished, length(checksum) AS checksum
       FROM _prisma_migrations WHERE migration_name LIKE '%add_note'`,
    );
    expect(rows).toEqual([
      { migration_name: '29990101000000_add_note', applied_steps_count: 1, finished: true, checksum: 64 },
    ]);
  });

  it('accepts a migration as complete if its process was killed before recording it', {
    timeout: limitMs,
  }, async () => {
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    const { pool } = test.database;
    await pool.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%add_note'`);
    await applyMigrations(reached(), silentLog, folder);
    const { rows } = await pool.query(
      `SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE migration_name LIKE '%add_note'`,
    );
    expect(rows).toEqual([{ finished: true }]);
  });

  it('stops at a failing migration, reports its name and the reason, and leaves none of its changes', {
    timeout: limitMs,
  }, async () => {
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    add('29990102000000_break', 'CREATE TABLE half (n int); ALTER TABLE nowhere ADD COLUMN n int;');
    const failing = applyMigrations(reached(), silentLog, folder);
    await expect(failing).rejects.toThrow(/^The migration 29990102000000_break of .* failed: .*nowhere.*fixed/);
    const { rows } = await test.database.pool.query(`SELECT to_regclass('half') AS half`);
    expect(rows).toEqual([{ half: null }]);
  });

  it('continues once the failing migration is corrected, also with semicolons in texts', {
    timeout: limitMs,
  }, async () => {
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    add('29990102000000_break', `CREATE TABLE half AS SELECT 'a;b' AS text;`);
    await applyMigrations(reached(), silentLog, folder);
    const { rows } = await test.database.pool.query('SELECT text FROM half');
    expect(rows).toEqual([{ text: 'a;b' }]);
  });

  const isCurrent = async (): Promise<boolean> => isUpToDate(reached().connection, await readMigrations(folder));

  it('needs no engine once all migrations are recorded as applied with their present text', async () => {
    expect(await isCurrent()).toBe(true);
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    add('29990102000000_break', `CREATE TABLE half AS SELECT 'a;b' AS text;`);
    expect(await isCurrent()).toBe(true);
  });

  it('uses the engine for a missing migration, and for a changed text', async () => {
    add('29990103000000_more', 'CREATE TABLE more (n int);');
    expect(await isCurrent()).toBe(false);
    rmSync(join(folder, '29990103000000_more'), { recursive: true });
    add('29990101000000_add_note', 'CREATE TABLE note (n bigint);');
    expect(await isCurrent()).toBe(false);
  });

  it('does not apply a migration again after a changed text, as in Prisma', { timeout: limitMs }, async () => {
    add('29990101000000_add_note', 'CREATE TABLE note (n bigint);');
    await applyMigrations(reached(), silentLog, folder);
    const { rows } = await test.database.pool.query(
      `SELECT count(*)::int AS count FROM _prisma_migrations WHERE migration_name LIKE '%add_note'`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('retries an interrupted migration, and does not serve before it has succeeded', {
    timeout: limitMs,
  }, async () => {
    await test.database.pool.query(
      `UPDATE _prisma_migrations SET finished_at = NULL, logs = NULL, applied_steps_count = 0
       WHERE migration_name LIKE '%add_note'`,
    );
    add('29990101000000_add_note', 'CREATE TABLE note (n int);');
    expect(await isCurrent()).toBe(false);
    await expect(applyMigrations(reached(), silentLog, folder)).rejects.toThrow(
      /^The migration 29990101000000_add_note of .* failed: .*already exists/,
    );
    await test.database.pool.query('DROP TABLE note');
    await applyMigrations(reached(), silentLog, folder);
    expect(await isCurrent()).toBe(true);
  });
});
