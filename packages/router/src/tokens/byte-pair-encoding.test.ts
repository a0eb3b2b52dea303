import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLongWords } from './cut-long-words.ts';
import { loadEncoding } from './load-encoding.ts';

const require = createRequire(import.meta.url);
/** Drawing texts may take its time on a busy machine. */
const limitMs = 60_000;
const plainText = { disallowedSpecial: new Set<string>() };

type Peer = typeof import('gpt-tokenizer/encoding/o200k_base');

describe.each(['o200k_base', 'cl100k_base'] as const)('%s', (name) => {
  const encoding = loadEncoding(name);
  const peer: Peer = require(`gpt-tokenizer/encoding/${name}`);

  function expectSame(text: string): void {
    for (const piece of cutLongWords(text)) {
      expect({ piece, tokens: encoding.countTokens(piece) }).toEqual({
        piece,
        tokens: peer.countTokens(piece, plainText),
      });
    }
  }

  it('counts the plans that tokenizers are tested with as gpt-tokenizer does', () => {
    expectSame(readFileSync(require.resolve('gpt-tokenizer/data/TestPlans.txt'), 'utf8'));
  });

  it('counts any text as gpt-tokenizer does, broken pairs of surrogates included', { timeout: limitMs }, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(fc.property(text, expectSame), { numRuns: 300 });
  });

  it('counts a word of any length', () => {
    const word = '¡!'.repeat(2_000);
    expect(encoding.countTokens(word)).toBe(peer.countTokens(word, plainText));
  });
});
