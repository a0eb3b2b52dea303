import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findExcess, isDeeper, JsonBoundsError, jsonBounds, jsonLength, parseJsonText } from './json-bounds.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a JSON text', () => {
  test('within its bounds is parsed, any other is refused before', () => {
    expect(parseJsonText(`{"a":${nested(jsonBounds.textDepth - 1)}}`)).toHaveProperty('a');
    expect(() => parseJsonText(nested(jsonBounds.textDepth + 1))).toThrow(
      new JsonBoundsError('nests more than 128 levels deep'),
    );
    expect(findExcess(nested(1_000_000))).toBe('nests more than 128 levels deep');
    expect(findExcess(`[${'{},'.repeat(50_000)}{}]`)).toBe('holds 50002 objects and lists, more than 50000');
    expect(findExcess(`[${'1,'.repeat(400_001)}1]`)).toBe('holds 400001 members and items, more than 400000');
    expect(() => parseJsonText(`{"a": ${' '.repeat(200)}`)).toThrow(SyntaxError);
  });

  test('may have any signs in its strings', () => {
    const text = JSON.stringify({ text: `${'[{,'.repeat(500_000)}\\"`, more: ['\\\\', '"[', '[['.repeat(200)] });
    expect(findExcess(text)).toBeNull();
    expect(findExcess(`"${'\\"[,'.repeat(500_000)}"`)).toBeNull();
    expect(findExcess(`"${'[,'.repeat(500_000)}`)).toBeNull();
  });

  test('of any form is measured as its value is', () => {
    const options = { maxDepth: 8 };
    fc.assert(
      fc.property(fc.jsonValue(options), fc.nat(120), (value, depth) => {
        const wrapped = `${'[ '.repeat(depth)}${JSON.stringify(value)}${' ]'.repeat(depth)}`;
        expect(findExcess(wrapped) !== null).toBe(isDeeper(JSON.parse(wrapped), jsonBounds.textDepth));
      }),
    );
  });
});

describe('a value', () => {
  test('is deeper than a number of levels, or not', () => {
    expect(isDeeper(JSON.parse(nested(100)))).toBe(false);
    expect(isDeeper(JSON.parse(nested(101)))).toBe(true);
    expect(isDeeper(JSON.parse(nested(500_000)))).toBe(true);
    expect(isDeeper('text', 0)).toBe(false);
    expect(isDeeper({}, 0)).toBe(true);
    expect(isDeeper({ a: [1] }, 2)).toBe(false);
  });

  test('has about as many characters as its JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: fc.constantFrom('a', 'b') }), (value) => {
        const exact = JSON.stringify(value).length;
        const about = jsonLength(value, Number.MAX_SAFE_INTEGER);
        expect(about).toBeGreaterThanOrEqual(Math.min(exact, 4) / 8);
        expect(about).toBeLessThanOrEqual(exact * 4 + 4);
      }),
    );
    expect(jsonLength(['a'.repeat(1_000)], 500)).toBe(501);
    expect(jsonLength(JSON.parse(nested(100_000)), 500)).toBe(501);
  });
});
