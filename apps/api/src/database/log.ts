import type { Logger } from 'pino';

/** The part of the service's log that the database rooms use. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;
