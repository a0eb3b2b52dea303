import { compileLinearPattern } from '@penstock/patterns';
import { parsePolicy } from '@penstock/router';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FenceFilter } from '../endpoints/chat-completions/fence-filter.ts';
import { unfence } from '../generation/unfence.ts';
import { parseDecimal } from '../graphql/scalars/decimal.ts';
import { findExcess } from './json-bounds.ts';

const pattern = compileLinearPattern('^(a+)+$|(\\s*`*\\s*)*x|(\\d+\\.?)+!');

function filterInPieces(text: string): void {
  const filter = new FenceFilter();
  for (let at = 0; at < text.length; at += 7) filter.push(text.slice(at, at + 7));
  filter.end();
}

/** Functions that read the text of a caller, a model or a provider. */
const readers: readonly [string, (text: string) => unknown][] = [
  ['a fence', unfence],
  ['a fence behind its beginning', (text) => unfence(`\`\`\`json\n${text}\`\`\``)],
  ['a stream with a fence', filterInPieces],
  ['a stream within a fence', (text) => filterInPieces(`\`\`\`json\n${text}`)],
  ['the bounds of JSON', findExcess],
  ['the bounds of a JSON string', (text) => findExcess(`["${text}`)],
  ['a pattern of a schema', (text) => pattern.test(text)],
  ['a decimal', parseDecimal],
  ['a decimal behind its point', (text) => parseDecimal(`0.${text}1`)],
  [
    'references to the environment',
    (text) => parsePolicy(`# ${text}`, { fileName: 'a', environment: {}, vendors: [] }),
  ],
];

/** The least of three runs, in milliseconds. Other load of the machine only adds to it. */
function leastMs(read: (text: string) => unknown, text: string): number {
  const times = [0, 0, 0].map(() => {
    const start = performance.now();
    read(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

const unit = fc.constantFrom('\n', ' ', '`', '```', 'json', 'a', '0', '.', '"', '\\', '{', '[', ',', '${A:-', '}', 'é');

test.each(readers)(
  '%s is read in time that grows with the text',
  (_name, read) => {
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 5 }), (repeated) => {
        const of = (characters: number): string => repeated.repeat(Math.ceil(characters / repeated.length));
        leastMs(read, of(2_000));
        const [one, eight] = [leastMs(read, of(6_000)), leastMs(read, of(48_000))];
        // Eight times the text takes 8 times as long in linear time, and 64 times in quadratic time.
        expect(eight).toBeLessThan(Math.max(30, one * 32));
      }),
      { numRuns: 30, endOnFailure: true },
    );
  },
  60_000,
);
