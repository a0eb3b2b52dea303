import type pg from 'pg';
import { isDatabaseUnavailable } from './is-database-unavailable.ts';

/**
 * Runs `act` in one transaction, which is rolled back when it throws. A broken connection makes the next query reject.
 * Without a listener, its event would end the process. The connection is not used again.
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
    // The broken connection would not answer a ROLLBACK, and its state is unknown.
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
