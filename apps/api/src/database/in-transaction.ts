import type pg from 'pg';
import { isDatabaseUnavailable } from './is-database-unavailable.ts';

/**
 * Does it in one transaction, which is undone when it throws. A connection that breaks meanwhile makes the next query
 * reject; its own event would otherwise end the process, and it is not given to anyone else.
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  act: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await act(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Nobody would answer a ROLLBACK either, and what the connection does next nobody knows.
    if (error instanceof Error && isDatabaseUnavailable(error)) broken ??= error;
    else {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken ??= failure;
      });
    }
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
