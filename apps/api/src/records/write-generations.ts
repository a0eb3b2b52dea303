import type pg from 'pg';
import { insertFromArrays } from '../database/arrays/columns.ts';
import type { Generation } from '../generation/generation.ts';
import { type AttemptRow, attemptColumns } from './attempt-columns.ts';
import { contentColumns, generationColumns } from './generation-columns.ts';

const firstOfContent = 1 + generationColumns.length;
const firstOfAttempts = firstOfContent + contentColumns.length;

/** One statement, so that all rows are there or none, in one round trip. */
const statement = `
WITH generations AS (${insertFromArrays('generation', generationColumns, 1)}),
contents AS (${insertFromArrays('generation_content', contentColumns, firstOfContent)})
${insertFromArrays('model_usage', attemptColumns, firstOfAttempts)}`;

/** Writes generations with their contents and attempts. Writing one again changes nothing. */
export async function writeGenerations(pool: pg.Pool, generations: readonly Generation[]): Promise<void> {
  const attempts = generations.flatMap((generation) =>
    generation.attempts.map((attempt): AttemptRow => ({ generation, attempt })),
  );
  const values = [
    ...generationColumns.map((column) => column.encode(generations)),
    ...contentColumns.map((column) => column.encode(generations)),
    ...attemptColumns.map((column) => column.encode(attempts)),
  ];
  await pool.query({ name: 'write-generations', text: statement, values });
}
