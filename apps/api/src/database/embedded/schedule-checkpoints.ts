import type pg from 'pg';
import type { Log } from '../log.ts';
import { type Repetition, repeat } from '../repeat.ts';

/** As `checkpoint_timeout` is on a server. */
const usualMs = 300_000;

/**
 * Has the embedded database write its changes into its files every `everyMs` (five minutes), after which the log of them is
 * used again. On a server a process of its own does so; without, the log would grow as long as the API runs, and all of it
 * would be read again after a crash. Holds up other queries for 100 to 200 ms.
 */
export function keepCheckpoints(pool: pg.Pool, log: Log, everyMs: number = usualMs): Repetition {
  return repeat(
    everyMs,
    async () => {
      await pool.query('CHECKPOINT');
    },
    (error) => log.warn({ err: error }, 'The embedded database cannot write a checkpoint; its log grows meanwhile.'),
  );
}
