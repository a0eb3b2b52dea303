import type pg from 'pg';
import type { Log } from '../log.ts';
import { type Repetition, repeat } from '../repeat.ts';

/** The same as `checkpoint_timeout` on a server. */
const usualMs = 300_000;

/**
 * Runs a checkpoint of the embedded database every `everyMs` (five minutes), after which its log is reused. A server
 * has its own process for this. Without it the log would grow as long as the API runs, and a start after a crash would
 * read all of it. Delays other queries by 100 to 200 ms.
 */
export function scheduleCheckpoints(pool: pg.Pool, log: Log, everyMs: number = usualMs): Repetition {
  return repeat(
    everyMs,
    async () => {
      await pool.query('CHECKPOINT');
    },
    (error) => log.warn({ err: error }, 'The embedded database cannot write a checkpoint; its log grows meanwhile.'),
  );
}
