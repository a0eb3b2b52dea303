import type { Logger } from 'pino';

/** What the database rooms need of the service's log. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;
