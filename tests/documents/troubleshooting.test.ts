import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../../apps/api/src/errors/error-codes.ts';
import { root } from '../service/root.ts';
import { trackedFiles } from './tracked-files.ts';

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const sources = trackedFiles
  .filter(
    (path) =>
      /^((apps|packages)\/[^/]+\/src|scripts)\/.*\.(ts|tsx|mjs)$/.test(path) && !/\.test\.|\/testing\//.test(path),
  )
  .map((path) => readFileSync(join(root, path), 'utf8').replaceAll("\\'", "'"))
  .join('\n');

/** Shorter pieces of a sentence, as ` s.`, would be found anywhere. */
const leastLength = 8;

/** The sentences in the first column of the tables: code with a blank in it. */
const sentences = [...page.matchAll(/^\|([^|\n]*)\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+ [^`]+)`/g)].map(([, sentence = '']) => sentence),
);

test.each(sentences)('the service writes: %s', (sentence) => {
  const pieces = sentence.split(/…|\$/).map((piece) => piece.trim());
  expect(pieces.filter((piece) => piece.length >= leastLength && !sources.includes(piece))).toEqual([]);
});

test('every code has a section', () => {
  const codes = new Set(Object.values(errorCodes).map(({ graphql }) => graphql));
  const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title).join(' ');
  expect([...codes].filter((code) => !titles.includes(code))).toEqual([]);
});
