import { compileLinearPattern } from '@penstock/patterns';
import { parsePolicy } from '@penstock/router';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonTextFilter } from '../generation/json-text-filter.ts';
import { unfence } from '../generation/unfence.ts';
import { parseDecimal } from '../graphql/scalars/decimal.ts';
import { findExcess } from './json-bounds.ts';

const pattern = compileLinearPattern('^(a+)+$|(\\s*`*\\s*)*x|(\\d+\\.?)+!');

function filterInPieces(text: string): void {
  const filter = new JsonTextFilter();
  for (let at = 0; at < text.length; at += 7) filter.push(text.slice(at, at + 7));
  filter.end();
}

/** Functions that read the text of a caller, a model or a provider. */
const readers: readonly [string, (text: string) => unknown][] = [
  ['a fence', unfence],
  ['a fence behind its beginning', (text) => unfence(`\`\`\`json\n${text}\`\`\``)],
  ['a stream of JSON', filterInPieces],
  ['a stream of JSON within a fence', (text) => filterInPieces(`\`\`\`json\n${text}`)],
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

/** The shortest of three runs, milliseconds. Other load of the machine only adds time. */
function leastMs(read: (text: string) => unknown, text: string): number {
  const times = [0, 0, 0].map(() => {
    const start = performance.now();
    read(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

/**
 * Whether eight times the text takes less than 32 times as long: 8 times in linear time, 64 times in quadratic time.
 * Other load can spoil some of the five comparisons, and quadratic time fails them all.
 */
function isLinear(read: (text: string) => unknown, of: (characters: number) => string): boolean {
  const [short, long] = [of(6_000), of(48_000)];
  return [1, 2, 3, 4, 5].some(() => leastMs(read, long) < Math.max(30, leastMs(read, short) * 32));
}

const unit = fc.constantFrom('\n', ' ', '`', '```', 'json', 'a', '0', '.', '"', '\\', '{', '[', ',', '${A:-', '}', 'é');

test.each(readers)(
  '%s is read in linear time',
  (_name, read) => {
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 5 }), (repeated) => {
        const of = (characters: number): string => repeated.repeat(Math.ceil(characters / repeated.length));
        leastMs(read, of(2_000));
        expect(isLinear(read, of)).toBe(true);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  },
  60_000,
);
