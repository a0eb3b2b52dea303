import { type Logger, pino } from 'pino';
import type { LogLevel } from './env.ts';

/** Where secrets stand in what is logged; pino strikes them out, however they got there. */
const secretPaths = [
  'apiKey',
  'authorization',
  'headers.authorization',
  '*.apiKey',
  '*.authorization',
  '*.headers.authorization',
];

/** The service's log: one JSON object a line on standard output. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: secretPaths });
}
