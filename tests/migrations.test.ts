import { expect, test } from 'vitest';
import { findUnsafe } from '../scripts/migrations/find-unsafe.ts';

test.each([
  ['ALTER TABLE "generation" DROP COLUMN "tags";', 'the column that this drops'],
  ['ALTER TABLE "generation" RENAME COLUMN "tags" TO "labels";', 'the name that this takes away'],
  ['ALTER TABLE "generation" RENAME TO "call";', 'the name that this takes away'],
  ['DROP TABLE "generation";', 'the table that this drops'],
  ['ALTER TABLE "generation" ADD COLUMN "team" TEXT NOT NULL;', 'no value for this column'],
  ['ALTER TABLE "generation" ALTER COLUMN "status" SET DATA TYPE INTEGER;', 'by its old type'],
  ['ALTER TABLE "generation" ADD CONSTRAINT "known" CHECK ("cost" > 0);', 'unless it is NOT VALID'],
  ['CREATE INDEX "by_team" ON "generation" ("team");', 'blocks the writes'],
  ['ALTER TABLE "generation" ALTER COLUMN "team" SET NOT NULL;', 'may write no value'],
])('an old replica does not survive %s', async (statement, problem) => {
  const sql = `-- Über alles\nALTER TABLE "generation" ADD COLUMN "one" TEXT;\n\n-- AlterTable\n${statement}`;
  expect(await findUnsafe(sql, 'm.sql')).toEqual([expect.stringMatching(new RegExp(`^m\\.sql:5: .*${problem}`))]);
  expect(await findUnsafe(`-- safe: nothing used it in 0.2\n${statement}`, 'm.sql')).toEqual([]);
});

test('other statements are accepted', async () => {
  const statements = [
    'ALTER TABLE "generation" ADD COLUMN "team" TEXT;',
    `ALTER TABLE "generation" ADD COLUMN "state" TEXT NOT NULL DEFAULT '';`,
    'ALTER TABLE "generation" ADD CONSTRAINT "known" CHECK ("cost" > 0) NOT VALID;',
    'CREATE TABLE "batch" ("id" UUID PRIMARY KEY, "state" TEXT NOT NULL);',
    'CREATE INDEX "batch_by_state" ON "batch" ("state");',
    'ALTER TABLE "batch" ADD CONSTRAINT "known" CHECK ("state" <> $$$$);',
    'DROP INDEX "old";',
  ];
  expect(await findUnsafe(statements.join('\n'), 'm.sql')).toEqual([]);
});
