import { GraphQLError } from 'graphql';
import { builder } from '../builder.ts';

const iso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** An ISO 8601 date, or date and time with its zone; null for anything else. A date alone is its midnight in UTC. */
export function parseDateTime(value: unknown): Date | null {
  if (typeof value !== 'string' || !iso.test(value)) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

const wanted = 'DateTime wants ISO 8601 with a zone, as "2026-03-01T12:00:00Z", or a date, as "2026-03-01"';

builder.scalarType('DateTime', {
  description: 'A moment in ISO 8601, as `2026-03-01T12:00:00.000Z`. As input, a date alone is its midnight in UTC.',
  coerceOutputValue: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  coerceInputValue: (value) => {
    const date = parseDateTime(value);
    if (date === null) throw new GraphQLError(`${wanted}; got ${JSON.stringify(value)}.`);
    return date;
  },
});
