import { describe, expect, it, test } from 'vitest';
import { countTexts } from './count-texts.ts';
import { loadEncodings } from './load-encoding.ts';

loadEncodings(['gpt-4o', 'gpt-4']);

describe('a text', () => {
  // The counts in tiktoken's own tests and documents.
  it.each([
    { encoding: 'cl100k_base', text: 'tiktoken is great!', tokens: 6 },
    { encoding: 'o200k_base', text: 'tiktoken is great!', tokens: 6 },
    { encoding: 'cl100k_base', text: 'antidisestablishmentarianism', tokens: 6 },
    { encoding: 'cl100k_base', text: 'お誕生日おめでとう', tokens: 9 },
    { encoding: 'o200k_base', text: 'お誕生日おめでとう', tokens: 8 },
    { encoding: 'o200k_base', text: '', tokens: 0 },
  ] as const)('"$text" has $tokens tokens in $encoding', ({ encoding, text, tokens }) => {
    expect(countTexts([text], encoding)).toBe(tokens);
  });

  it('in the form of a control token is plain text', () => {
    expect(countTexts(['<|endoftext|>'], 'o200k_base')).toBeGreaterThan(1);
  });
});

test.each([
  { what: 'letters', text: 'international'.repeat(1200) },
  { what: 'blanks', text: ' '.repeat(15_000) },
  { what: 'CJK', text: '漢字仮名'.repeat(3_900) },
])('long words of $what are counted as a whole, not piece by piece', ({ text }) => {
  const whole = countTexts([text], 'o200k_base');
  const half = countTexts([text.slice(0, text.length / 2)], 'o200k_base');
  expect(Math.abs(whole - 2 * half)).toBeLessThanOrEqual(whole / 100);
});

describe('a long prompt', () => {
  const sentence = 'The quick brown fox jumps over the lazy dog, and costs 42 dollars. ';
  const per = countTexts([sentence.repeat(100)], 'o200k_base') / 100;

  it.each([
    { shape: 'one text', texts: [sentence.repeat(2000)] },
    { shape: 'many texts', texts: Array.from({ length: 2000 }, () => sentence) },
    { shape: 'texts of all sizes', texts: ['', sentence.repeat(1500), 'x', sentence.repeat(499)] },
  ])('in $shape is estimated high, within a fifth', ({ texts }) => {
    const tokens = countTexts(texts, 'o200k_base');
    expect(tokens).toBeGreaterThan(per * 2000);
    expect(tokens).toBeLessThan(per * 2000 * 1.2);
  });

  it('of two kinds of text is estimated from both', () => {
    const code = 'if(a[i]!==b[j]){x+=~y<<2;}\n';
    const exact = countTexts([code.repeat(100)], 'o200k_base') * 20 + per * 1000;
    const tokens = countTexts([sentence.repeat(1000), code.repeat(2000)], 'o200k_base');
    expect(tokens).toBeGreaterThan(exact * 0.95);
    expect(tokens).toBeLessThan(exact * 1.3);
  });

  it('does not block the event loop, for any content', () => {
    const hostile = ['a'.repeat(2_000_000), '漢字仮名'.repeat(3900), ' '.repeat(15_000), '👩‍👩‍👧'.repeat(1900)];
    for (const text of hostile) {
      const before = process.threadCpuUsage();
      countTexts([text], 'o200k_base');
      expect(process.threadCpuUsage(before).user).toBeLessThan(200_000);
    }
  });
});
