import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { CL100K_TOKEN_SPLIT_REGEX, O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { describe, expect, it, vi } from 'vitest';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { loadEncoding } from './load-encoding.ts';
import { RankTable } from './rank-table.ts';

const require = createRequire(import.meta.url);
/** Timeout: generating texts may take time on a busy machine. */
const limitMs = 60_000;
const plainText = { disallowedSpecial: new Set<string>() };
/** A byte order mark, which gpt-tokenizer drops in some places. */
const byteOrderMark = '\ufeff';

type Peer = typeof o200k;

/**
 * The algorithm of the paper: while two neighbours have a rank, merge the pair with the lowest rank, leftmost first.
 */
function countByTheBook(text: string, ranks: ReadonlyMap<string, number>, words: RegExp): number {
  let tokens = 0;
  for (const [word] of text.matchAll(words)) {
    let parts = [...Buffer.from(word)].map((byte) => Buffer.from([byte]).toString('latin1'));
    for (;;) {
      const merged = parts.slice(1).map((part, at) => ranks.get(`${parts[at]}${part}`) ?? Infinity);
      const lowest = Math.min(...merged);
      if (lowest === Infinity) break;
      const at = merged.indexOf(lowest);
      parts = [...parts.slice(0, at), `${parts[at]}${parts[at + 1]}`, ...parts.slice(at + 2)];
    }
    tokens += parts.length;
  }
  return tokens;
}

function readRanks(name: string): ReadonlyMap<string, number> {
  const lines = readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`), 'utf8')
    .trimEnd()
    .split('\n');
  return new Map(lines.map((line, rank) => [Buffer.from(line.split(' ')[0] ?? '', 'base64').toString('latin1'), rank]));
}

describe.each([
  { name: 'o200k_base', words: O200K_TOKEN_SPLIT_REGEX },
  { name: 'cl100k_base', words: CL100K_TOKEN_SPLIT_REGEX },
] as const)('$name', ({ name, words }) => {
  const encoding = loadEncoding(name);
  const ranks = readRanks(name);
  const peer: Peer = require(`gpt-tokenizer/encoding/${name}`);
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    units.map((codes) => String.fromCharCode(...codes)),
  );

  function expectSame(text: string): void {
    expect({ text, tokens: encoding.countTokens(text) }).toEqual({ text, tokens: peer.countTokens(text, plainText) });
  }

  function expectByTheBook(text: string): void {
    const tokens = countByTheBook(text, ranks, words);
    expect({ text, tokens: encoding.countTokens(text) }).toEqual({ text, tokens });
  }

  it('counts the usual test texts of tokenizers as gpt-tokenizer does', () => {
    expectSame(readFileSync(require.resolve('gpt-tokenizer/data/TestPlans.txt'), 'utf8'));
  });

  it('counts any text as gpt-tokenizer does, broken pairs of surrogates included', { timeout: limitMs }, () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => !text.includes(byteOrderMark)),
        expectSame,
      ),
      { numRuns: 300 },
    );
  });

  it("counts any text by the paper's algorithm, byte order marks included", { timeout: limitMs }, () => {
    const marked = fc.tuple(anyText, anyText).map((texts) => texts.join(byteOrderMark));
    fc.assert(fc.property(marked, expectByTheBook), { numRuns: 200 });
    for (const text of [byteOrderMark, `${byteOrderMark}a`, `a${byteOrderMark}`, byteOrderMark.repeat(40)])
      expectByTheBook(text);
  });

  it("counts words of a few hundred characters of any kind by the paper's algorithm", { timeout: limitMs }, () => {
    const kinds = [
      'abcxyz',
      'ABCabc',
      ' ',
      '\t ',
      '\n ',
      '=-',
      '.,;:!?',
      '漢字かな交',
      'สวัสดี',
      'привет',
      '👩\u200d🚀',
      'aA0/+',
    ];
    const word = fc
      .constantFrom(...kinds)
      .chain((kind) => fc.array(fc.constantFrom(...kind), { minLength: 90, maxLength: 400 }));
    fc.assert(
      fc.property(word, (letters) => expectByTheBook(letters.join(''))),
      { numRuns: 60 },
    );
  });

  it.each([
    { what: 'one letter', text: 'a'.repeat(4_000) },
    { what: 'one word again and again', text: 'international'.repeat(300) },
    { what: 'words in camel case', text: 'GetUserNameFromRequest'.repeat(200) },
    { what: 'blanks', text: ' '.repeat(4_000) },
    { what: 'line feeds', text: '\n'.repeat(4_000) },
    { what: 'a rule', text: '-'.repeat(4_000) },
    { what: 'signs', text: '¡!'.repeat(2_000) },
    { what: 'CJK', text: '漢字かな交じり文'.repeat(250) },
    { what: 'Cyrillic', text: 'превысокомногорассмотрительствующий'.repeat(100) },
    { what: 'Base64', text: Buffer.from('Penstock carries tokens.'.repeat(120)).toString('base64') },
  ])('counts a word of thousands of characters exactly: $what', { timeout: limitMs }, ({ text }) => {
    expectSame(text);
  });

  it.each(['a', 'international', ' ', '\n', '=', '漢字かな交じり文', 'aA0/+', '👩\u200d🚀'])(
    'looks up no more for each character of a longer text: %j',
    (unit) => {
      const table = RankTable.parse(readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`)));
      const counted = new BytePairEncoding(table, words);
      const lookUps = vi.spyOn(table, 'rankOf');
      const perCharacter = [2_000, 4_000, 16_000].map((characters) => {
        const text = unit.repeat(Math.ceil(characters / unit.length));
        lookUps.mockClear();
        counted.countTokens(text);
        return lookUps.mock.calls.length / text.length;
      });
      expect(Math.max(...perCharacter)).toBeLessThan(Math.min(...perCharacter) * 1.1 + 0.01);
    },
  );
});
