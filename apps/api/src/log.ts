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

/** Where the driver repeats, in an error of the database, the values that it could not take: what was said, perhaps. */
const quotingFields = ['detail', 'where', 'internalQuery'];

/** The service's log: one JSON object a line on standard output, or where `destination` puts it. */
export function createLog(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: secretPaths,
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function describeError(error: Error): object {
  const described: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  for (const field of quotingFields) delete described[field];
  return described;
}
