import { describe, expect, test } from 'vitest';
import { mergeAttributions, noAttribution, parseAttribution, takeAttribution } from './attribution.ts';

const path = (field: string, index?: number) => `input.${field}${index === undefined ? '' : `.${index}`}`;

describe('an attribution in our own members', () => {
  test('is trimmed, without repeated tags and blank values', () => {
    const input = { endUser: ' ann ', session: '', tags: ['a', ' b', 'a', ' '] };
    expect(parseAttribution(input, path)).toEqual({ endUser: 'ann', session: null, tags: ['a', 'b'] });
    expect(parseAttribution({}, path)).toEqual(noAttribution);
  });

  test.each([
    [{ endUser: 'x'.repeat(201) }, 'input.endUser may have at most 200 characters, not 201.'],
    [{ session: 'x'.repeat(201) }, 'input.session may have at most 200 characters, not 201.'],
    [{ tags: ['a', 'x'.repeat(101)] }, 'input.tags.1 may have at most 100 characters, not 101.'],
    [{ tags: Array.from({ length: 21 }, (_, at) => `${at}`) }, 'input.tags may have at most 20 tags, not 21.'],
    [{ endUser: 'a\0b' }, 'input.endUser has a control character: leave it out.'],
  ])('is refused with its limit: %#', (input, message) => {
    expect(() => parseAttribution(input, path)).toThrow(message);
  });
});

test('a value of another protocol is ignored if it has another form or is too long', () => {
  expect(takeAttribution({ endUser: 'ann', session: 's1', tags: 'a, b,,a' })).toEqual({
    endUser: 'ann',
    session: 's1',
    tags: ['a', 'b'],
  });
  expect(takeAttribution({ endUser: 7, session: 'x'.repeat(201), tags: ['a', 1, 'x'.repeat(101), 'b\n'] })).toEqual({
    endUser: null,
    session: null,
    // Blanks at the ends of a tag are removed.
    tags: ['a', 'b'],
  });
  expect(takeAttribution({ endUser: {}, session: null, tags: { a: 1 } })).toEqual(noAttribution);
});

test('the first end user and session count, and tags add up to 20', () => {
  const words = (prefix: string) => Array.from({ length: 15 }, (_, at) => `${prefix}${at}`);
  const merged = mergeAttributions([
    { endUser: null, session: 's1', tags: words('a') },
    { endUser: 'ann', session: 's2', tags: words('b') },
    { endUser: 'bob', session: null, tags: ['a0'] },
  ]);
  expect(merged).toEqual({ endUser: 'ann', session: 's1', tags: [...words('a'), ...words('b').slice(0, 5)] });
});
