import { type Logger, pino } from 'pino';

/** From the fewest lines to the most; `silent` writes none. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Members of log entries that may hold secrets; pino redacts them. */
const secretPaths = [
  'apiKey',
  'authorization',
  'headers.authorization',
  '*.apiKey',
  '*.authorization',
  '*.headers.authorization',
];

/** Members of a database error that repeat refused values, which may be content. */
const quotingFields = ['detail', 'where', 'internalQuery'];

/** The service's log: one JSON object per line on standard output, or on `destination`. */
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
