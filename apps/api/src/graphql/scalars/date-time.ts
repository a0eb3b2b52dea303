import { GraphQLError } from 'graphql';
import { builder } from '../builder.ts';

const iso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** The earliest time that the database and its driver write in the same way. A zone can move a time before it. */
const earliestMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Parses an ISO 8601 date of the years 1 to 9999, or a date and time with a zone. A date alone is its midnight in UTC.
 * Null for anything else.
 */
export function parseDateTime(value: unknown): Date | null {
  if (typeof value !== 'string' || !iso.test(value)) return null;
  const ms = Date.parse(value);
  return ms >= earliestMs && ms <= latestMs ? new Date(ms) : null;
}

const wanted =
  'DateTime must be ISO 8601 with a time zone, as "2026-03-01T12:00:00Z", or a date, as "2026-03-01", of the years 1 to 9999';

builder.scalarType('DateTime', {
  description:
    'A date and time in ISO 8601, for example `2026-03-01T12:00:00.000Z`. As input, a date alone is its midnight in UTC.',
  coerceOutputValue: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  coerceInputValue: (value) => {
    const date = parseDateTime(value);
    if (date === null) throw new GraphQLError(`${wanted}; got ${JSON.stringify(value)}.`);
    return date;
  },
});
