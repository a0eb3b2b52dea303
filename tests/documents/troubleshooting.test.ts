import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../../apps/api/src/errors/error-codes.ts';
import { root } from '../service/root.ts';
import { missingPart, readWords } from './find-sentence.ts';
import { trackedFiles } from './tracked-files.ts';

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const words = readWords(
  trackedFiles
    .filter((path) => /^((apps|packages)\/[^/]+\/src|scripts)\/.*\.(ts|tsx|mjs)$/.test(path))
    .filter((path) => !/\.test\.|\/testing\//.test(path))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
    .replaceAll(/\\'/g, "'"),
);

/** The sentences in the first column of the tables: code that contains a space. */
const sentences = [...page.matchAll(/^\|([^|\n]*)\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+ [^`]+)`/g)].map(([, sentence = '']) => sentence),
);

test.each(sentences)('the service writes: %s', (sentence) => {
  expect(missingPart(sentence, words)).toBeNull();
});

test('every code has a section', () => {
  const codes = new Set(Object.values(errorCodes).map(({ graphql }) => graphql));
  const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title).join(' ');
  expect([...codes].filter((code) => !titles.includes(code))).toEqual([]);
});
