import { expect, test } from 'vitest';
import { missingPart, readWords } from './find-sentence.ts';

const words = readWords(
  '`The key in use does not allow $' + '{what}.`; `the strategy $' + '{strategy}`; `: try again in $' + '{seconds} s.`',
);

test.each(['The key in use does not allow the strategy …', 'The key in use does not allow …: try again in … s.'])(
  'finds %s in two templates',
  (sentence) => {
    expect(missingPart(sentence, words)).toBeNull();
  },
);

test.each([
  ['The key in use does not allow the model …', 'model'],
  ['in try use again', 'in try use again'],
])('does not find %s', (sentence, part) => {
  expect(missingPart(sentence, words)).toBe(part);
});
