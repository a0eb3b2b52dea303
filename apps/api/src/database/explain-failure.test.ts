import pg from 'pg';
import { expect, it } from 'vitest';
import { DatabaseError } from './database-error.ts';
import { explainFailure } from './explain-failure.ts';

function failure(code: string, message: string): Error {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code });
}

it('names the remedy in one sentence when PostgreSQL fails', () => {
  expect(
    explainFailure(failure('53100', 'could not extend file "base/5/16635": No space left on device'))?.message,
  ).toBe(
    'The database fails during the start (53100: could not extend file "base/5/16635": No space left on device): its disk is full; free space there.',
  );
  expect(explainFailure(failure('XX000', 'one line\nand another'))?.message).toBe(
    'The database fails during the start (XX000: one line): see its log.',
  );
});

it('explains a lost database, keeps explained errors, and ignores other errors', () => {
  expect(explainFailure(new Error('Connection terminated unexpectedly'))?.message).toMatch(/^The database stopped/);
  const explained = new DatabaseError('It is in use.');
  expect(explainFailure(explained)).toBe(explained);
  expect(explainFailure(new TypeError('x is not a function'))).toBeNull();
});
