import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MergeQueue } from './merge-queue.ts';
import { RankTable } from './rank-table.ts';

const sequences = ['a', 'b', 'c', 'ab', 'bc', 'abc', 'aa', 'aaaa', 'ca', 'cab'];
const file = sequences.map((text, rank) => `${Buffer.from(text).toString('base64')} ${rank}\n`).join('');
const table = RankTable.parse(Buffer.from(file));

function count(queue: MergeQueue, text: string): number {
  const word = Buffer.from(text);
  return queue.countParts(word, word.length);
}

test.each([
  ['a', 1],
  ['abc', 1],
  ['aaaaa', 2],
  ['bcab', 2],
  ['zz', 2],
])('%s has %d parts', (text, parts) => {
  expect(count(new MergeQueue(table), text)).toBe(parts);
});

test('earlier counts, longer or shorter, have no effect', () => {
  const used = new MergeQueue(table);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'z'), minLength: 1, maxLength: 80 }), (text) => {
      expect(count(used, text)).toBe(count(new MergeQueue(table), text));
    }),
  );
});

test('bytes after the word are not counted', () => {
  expect(new MergeQueue(table).countParts(Buffer.from('abcabc'), 4)).toBe(2);
});
