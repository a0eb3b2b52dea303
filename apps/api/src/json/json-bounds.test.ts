import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findExcess,
  isDeeper,
  JsonBoundsError,
  jsonBounds,
  jsonLength,
  measureJson,
  parseJsonText,
  topLevelText,
} from './json-bounds.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a JSON text', () => {
  test('within its limits is parsed, and any other text is refused before', () => {
    expect(parseJsonText(`{"a":${nested(jsonBounds.textDepth - 1)}}`)).toHaveProperty('a');
    expect(() => parseJsonText(nested(jsonBounds.textDepth + 1))).toThrow(
      new JsonBoundsError('nests more than 128 levels deep'),
    );
    expect(findExcess(nested(1_000_000))).toBe('nests more than 128 levels deep');
    expect(findExcess(`[${'{},'.repeat(50_000)}{}]`)).toBe('has 50002 objects and lists, more than 50000');
    expect(findExcess(`[${'1,'.repeat(400_001)}1]`)).toBe('has 400001 members and items, more than 400000');
    expect(findExcess(`{${'"a:":1,'.repeat(50_000)}"a":1}`)).toBe('has 50001 members of objects, more than 50000');
    expect(findExcess(`{${'"a:":1,'.repeat(49_999)}"a":1}`)).toBeNull();
    for (const before of ['', ' ', '1, ']) {
      const digits = `{"a":[${before}${'9'.repeat(101)}], "b":"${'x'.repeat(200)}"}`;
      expect(findExcess(digits)).toBe('has a number of more than 100 characters');
    }
    expect(findExcess(`{"a":1${' '.repeat(20_000)}}`)).toBe('has more than 10000 blanks in a row');
    expect(findExcess(`[${' 1,\n'.repeat(20_000)}${' '.repeat(9_000)}${'9'.repeat(99)}]`)).toBeNull();
    expect(() => parseJsonText(`{"a": ${' '.repeat(200)}`)).toThrow(SyntaxError);
  });

  test('may have any characters in its strings', () => {
    const text = JSON.stringify({ text: `${'[{,'.repeat(500_000)}\\"`, more: ['\\\\', '"[', '[['.repeat(200)] });
    expect(findExcess(text)).toBeNull();
    expect(findExcess(`"${'\\"[,'.repeat(500_000)}"`)).toBeNull();
    expect(findExcess(`"${'[,'.repeat(500_000)}`)).toBeNull();
  });

  test('of any form is measured like its value', () => {
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

/** `[{ a: [ … ] }]`, with this many nested containers. */
function nestedValue(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('the size of a JSON value', () => {
  test.each<[string, unknown, { depth: number; values: number }]>([
    ['a text', 'text', { depth: 0, values: 1 }],
    ['null', null, { depth: 0, values: 1 }],
    ['nothing', undefined, { depth: 0, values: 1 }],
    ['an empty object', {}, { depth: 1, values: 1 }],
    ['a list of two', [1, 2], { depth: 1, values: 3 }],
    ['objects in a list', { a: [{ b: 1 }, 'x'] }, { depth: 3, values: 5 }],
  ])('of %s', (_name, value, size) => {
    expect(measureJson(value)).toEqual(size);
  });

  test('is measured at a depth where recursion would overflow the stack', () => {
    expect(measureJson(nestedValue(1_000_000)).depth).toBe(1_000_000);
    expect(measureJson(nestedValue(1_000_000), { depth: 100 }).depth).toBe(101);
  });

  test('is not counted beyond the limit', () => {
    let reads = 0;
    const watched = Array.from({ length: 1_000 }, () =>
      Object.defineProperty({}, 'a', { enumerable: true, get: () => ++reads }),
    );
    expect(measureJson(watched, { values: 100 }).values).toBeGreaterThan(100);
    expect(reads).toBe(0);
  });
});

describe('a member of a JSON text', () => {
  test.each<[string, string | null]>([
    ['{"id":"1","type":"subscribe"}', '1'],
    ['{"type":"subscribe","payload":{"id":"2"},"id":"1"}', '1'],
    ['{"payload":["id","2",{"id":"3"}],"id" : "a\\"b"}', 'a"b'],
    ['{"type":"id","other":"x"}', null],
    ['{"id":1,"other":"x"}', null],
    ['["id","1"]', null],
    [`{"id":"${'x'.repeat(2_000)}"}`, null],
    [`{"payload":${'['.repeat(100_000)}${']'.repeat(100_000)},"id":"1"}`, '1'],
    ['{"id":"\\q"}', null],
    ['{"id', null],
  ])('is found without parsing: %s', (text, value) => {
    expect(topLevelText(text, 'id')).toBe(value);
  });
});
