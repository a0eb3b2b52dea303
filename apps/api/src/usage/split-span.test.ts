import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Span, splitSpan } from './split-span.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('a span', () => {
  it('of days and more is cut only at its ends', () => {
    expect(splitSpan(day - hour - 5, 3 * day + 2 * hour + 7, 9 * day, true)).toEqual({
      hours: [
        [day - hour, day],
        [3 * day, 3 * day + 2 * hour],
      ],
      days: [[day, 3 * day]],
      cut: [
        [day - hour - 5, day - hour],
        [3 * day + 2 * hour, 3 * day + 2 * hour + 7],
      ],
    });
  });

  it('that ends now has a whole end', () => {
    const now = 3 * day + 5;
    expect(splitSpan(day, now, now, true)).toEqual({ days: [[day, now]], hours: [], cut: [] });
    expect(splitSpan(day, now, now, false)).toEqual({ days: [], hours: [[day, now]], cut: [] });
  });

  it('within an hour has only a cut part', () => {
    expect(splitSpan(day + 5, day + 9, 9 * day, true)).toEqual({ days: [], hours: [], cut: [[day + 5, day + 9]] });
  });

  it('is covered by its parts, without gap and overlap', () => {
    const moment = fc.nat(40 * 24 * 60).map((minutes) => minutes * 60_000);
    fc.assert(
      fc.property(moment, moment, moment, fc.boolean(), (one, other, now, withDays) => {
        const [from, to] = one < other ? [one, other] : [other, one + 1];
        const { days, hours, cut } = splitSpan(from, to, now, withDays);
        const pieces: Span[] = [...days, ...hours, ...cut].sort((left, right) => left[0] - right[0]);
        expect(pieces[0]?.[0]).toBe(from);
        expect(pieces.at(-1)?.[1]).toBe(to);
        for (const [index, piece] of pieces.entries()) {
          expect(piece[0]).toBeLessThan(piece[1]);
          if (index > 0) expect(piece[0]).toBe(pieces[index - 1]?.[1]);
        }
      }),
    );
  });
});
