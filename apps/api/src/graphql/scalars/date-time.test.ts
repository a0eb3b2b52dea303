import { describe, expect, test } from 'vitest';
import { parseDateTime } from './date-time.ts';

describe('a date and time', () => {
  test.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T12:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:30.5+02:00', '2026-03-01T10:00:30.500Z'],
  ])('%s is %s', (written, moment) => {
    expect(parseDateTime(written)?.toISOString()).toBe(moment);
  });

  test.each(['0000-01-01', '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01'])(
    '%s is refused: it is outside the years 1 to 9999, which the database writes in another way',
    (written) => {
      expect(parseDateTime(written)).toBeNull();
    },
  );

  test.each(['2026-03-01T12:00:00', '01/03/2026', 'yesterday', '2026-13-01', 1_772_323_200_000, null])(
    '%j is refused: a zone and ISO 8601 are required',
    (written) => {
      expect(parseDateTime(written)).toBeNull();
    },
  );
});
