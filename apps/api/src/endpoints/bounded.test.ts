import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { anyObject, list, name } from './bounded.ts';

describe('a list', () => {
  const texts = z.object({ texts: list(z.string(), 3) });

  test('within its bound is accepted with its items', () => {
    expect(texts.parse({ texts: ['a', 'b', 'c'] })).toEqual({ texts: ['a', 'b', 'c'] });
    expect(z.object({ texts: list(z.string(), 3).nullish() }).parse({})).toEqual({});
  });

  test.each([
    ['a text', 'a', { code: 'invalid_type', expected: 'array', path: ['texts'] }],
    ['nothing', undefined, { code: 'invalid_type', expected: 'array', path: ['texts'] }],
    ['too many items', ['a', 'b', 'c', 'd'], { code: 'too_big', maximum: 3, path: ['texts'] }],
    ['a wrong item', ['a', 1, 2], { code: 'invalid_type', path: ['texts', 1] }],
  ])('is refused with its path: %s', (_title, value, issue) => {
    expect(texts.safeParse({ texts: value }).error?.issues).toEqual([expect.objectContaining(issue)]);
  });

  test('is checked up to its first wrong item, and not at all above its bound', () => {
    const look = vi.fn(() => false);
    const lists = list(z.custom(look), 1_000);
    expect(lists.safeParse(new Array(1_000).fill(0)).success).toBe(false);
    expect(look).toHaveBeenCalledTimes(1);
    expect(lists.safeParse(new Array(100_000).fill(0)).success).toBe(false);
    expect(look).toHaveBeenCalledTimes(1);
  });
});

test('an object with any members is accepted unchanged', () => {
  const value = { a: 1 };
  expect(anyObject.parse(value)).toBe(value);
  for (const other of [null, [], 'a', undefined]) expect(anyObject.safeParse(other).success).toBe(false);
});

test('a name has a maximum length', () => {
  expect(name.safeParse('x'.repeat(300)).success).toBe(true);
  expect(name.safeParse('x'.repeat(301)).error?.issues).toMatchObject([{ code: 'too_big', maximum: 300 }]);
});
