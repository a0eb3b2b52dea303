import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import { diffMigrations } from './diff-migrations.ts';
import { migrationsFolder } from './read-migrations.ts';

/**
 * Writes the migration from the existing migrations to the Prisma schema. Returns its file; null when the schema is
 * unchanged. `name` describes the change, as in `add_budgets`. `now` sets its position in the order.
 */
export async function writeMigration(name: string, now: Date, folder = migrationsFolder): Promise<string | null> {
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new DatabaseError(
      `'${name}' is not a valid name of a migration: use lower-case letters, digits and underscores.`,
    );
  }
  const sql = await diffMigrations(folder);
  if (sql === null) return null;
  const moment = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const directory = join(folder, `${moment}_${name}`);
  await mkdir(directory);
  const file = join(directory, 'migration.sql');
  await writeFile(file, sql);
  return file;
}
