import { expect, test } from 'vitest';
import { hunksOf, mergeTexts } from './merge-texts.ts';

const base = 'a\nb\nc\nd\ne\nf\n';

test.each([
  ['changes far from each other are merged', 'A\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\ne\nF\n', 'A\nb\nc\nd\ne\nF\n'],
  ['an added and a removed line are merged', 'a\nnew\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nf\n', 'a\nnew\nb\nc\nd\nf\n'],
  ['the same change of both counts once', 'a\nb\nC\nd\ne\nf\n', 'a\nb\nC\nd\ne\nf\n', 'a\nb\nC\nd\ne\nf\n'],
  ['a change of only the other text is taken', base, 'a\nb\nc\nf\n', 'a\nb\nc\nf\n'],
  ['two changes of one line are a conflict', 'a\nb\nX\nd\ne\nf\n', 'a\nb\nY\nd\ne\nf\n', null],
  ['changes of adjacent lines are a conflict', 'a\nX\nc\nd\ne\nf\n', 'a\nb\nY\nd\ne\nf\n', null],
  ['two lines added at one place are a conflict', 'a\nx\nb\nc\nd\ne\nf\n', 'a\ny\nb\nc\nd\ne\nf\n', null],
])('%s', (_, mine, theirs, merged) => {
  expect(mergeTexts(base, mine, theirs)).toBe(merged);
});

test('differences are found in order, each with the lines that it replaces', () => {
  expect(hunksOf(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e'])).toEqual([
    { from: 1, to: 2, lines: ['x'] },
    { from: 4, to: 4, lines: ['e'] },
  ]);
  expect(hunksOf(['a'], ['a'])).toEqual([]);
});
