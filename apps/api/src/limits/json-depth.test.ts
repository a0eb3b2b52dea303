import { describe, expect, test } from 'vitest';
import { measureJson } from './json-depth.ts';

/** `[[[ … ]]]`, so many lists deep. */
function nested(depth: number): unknown {
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

  test('is told of a depth at which recursion would overflow the stack', () => {
    expect(measureJson(nested(1_000_000)).depth).toBe(1_000_000);
  });

  test('is not counted further than is asked for', () => {
    let reads = 0;
    const watched = Array.from({ length: 1_000 }, () =>
      Object.defineProperty({}, 'a', { enumerable: true, get: () => ++reads }),
    );
    expect(measureJson(watched, 100).values).toBeGreaterThan(100);
    expect(reads).toBe(0);
  });
});
