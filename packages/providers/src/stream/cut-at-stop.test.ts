import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopCutter } from './cut-at-stop.ts';

function cut(stops: readonly string[], pieces: readonly string[]): { texts: string[]; isCut: boolean } {
  const cutter = new StopCutter(stops);
  const texts = pieces.map((piece) => cutter.cut(piece));
  return { texts: cutter.isCut ? texts : [...texts, cutter.release()], isCut: cutter.isCut };
}

describe('StopCutter', () => {
  it('holds back a possible beginning of a stop sequence', () => {
    expect(cut(['END'], ['a E', 'N', 'x EN', 'D b'])).toEqual({ texts: ['a ', '', 'ENx ', ''], isCut: true });
    expect(cut(['END'], ['a EN'])).toEqual({ texts: ['a ', 'EN'], isCut: false });
  });

  it('cuts at the first of several stop sequences', () => {
    expect(cut(['cd', 'bc'], ['abcd']).texts).toEqual(['a']);
  });

  it('gives the same text for any pieces, and no part of a stop sequence', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 4 });
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 5 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), pieces, (stops, split) => {
        const text = split.join('');
        const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1);
        const expected = places.length === 0 ? text : text.slice(0, Math.min(...places));
        const { texts, isCut } = cut(stops, split);
        // A stop sequence that ends earlier may begin later than a sequence that is still open.
        expect(text.startsWith(texts.join(''))).toBe(true);
        expect(isCut).toBe(places.length > 0);
        if (stops.length === 1) expect(texts.join('')).toBe(expected);
        else expect(stops.some((stop) => texts.join('').includes(stop))).toBe(false);
      }),
    );
  });
});
