import { expect, test } from 'vitest';
import { findUnsafe } from '../scripts/migrations/find-unsafe.ts';

/** The rules that each of these breaks, as `2: ban-drop-column`. */
function rulesBroken(sql: string): readonly string[] {
  return findUnsafe(sql, 'm.sql').map((problem) => /^m\.sql:(\d+: [^.]+)\./.exec(problem)?.[1] ?? problem);
}

test('what a replica of the release before does not survive is refused, a line each', () => {
  const statements = [
    'ALTER TABLE "generation" DROP COLUMN "tags";',
    'ALTER TABLE "generation" RENAME COLUMN "tags" TO "labels";',
    'ALTER TABLE "generation" RENAME TO "call";',
    'DROP TABLE "generation";',
    'ALTER TABLE "generation" ADD COLUMN "team" TEXT NOT NULL;',
    'ALTER TABLE "generation" ALTER COLUMN "status" TYPE INTEGER;',
    'ALTER TABLE "generation" ADD CONSTRAINT "known" CHECK ("cost" > 0);',
    'CREATE INDEX "by_team" ON "generation" ("team");',
    'ALTER TABLE "generation" ALTER COLUMN "team" SET NOT NULL;',
  ];
  expect(rulesBroken(statements.join('\n'))).toEqual([
    '1: ban-drop-column',
    '2: renaming-column',
    '3: renaming-table',
    '4: ban-drop-table',
    '5: adding-required-field',
    '6: changing-column-type',
    '7: constraint-missing-not-valid',
    '8: require-concurrent-index-creation',
    '9: adding-not-nullable-field',
  ]);
});

test('what it does not notice is accepted', () => {
  const statements = [
    'ALTER TABLE "generation" ADD COLUMN "team" TEXT;',
    `ALTER TABLE "generation" ADD COLUMN "state" TEXT NOT NULL DEFAULT '';`,
    'ALTER TABLE "generation" ADD CONSTRAINT "known" CHECK ("cost" > 0) NOT VALID;',
    'CREATE TABLE "batch" ("id" UUID PRIMARY KEY, "state" TEXT NOT NULL);',
    'CREATE INDEX "batch_by_state" ON "batch" ("state");',
    'DROP INDEX "old";',
  ];
  expect(rulesBroken(statements.join('\n'))).toEqual([]);
});

test('an exception needs its reason', () => {
  const exception = '-- squawk-ignore ban-drop-column\nALTER TABLE "generation" DROP COLUMN "tags";';
  expect(rulesBroken(exception)).toEqual([expect.stringContaining('1: the exception needs a comment above it')]);
  expect(rulesBroken(`-- Nothing reads or writes it since 0.2.\n${exception}`)).toEqual([]);
});
