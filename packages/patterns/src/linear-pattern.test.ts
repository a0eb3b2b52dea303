import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLinearPattern } from './linear-pattern.ts';

describe('a pattern', () => {
  test.each([
    ['^(a+)+$', ['aaa', 'aaab', '']],
    ['\\d{3}-\\d{4}', ['555-1234', '55-1234', 'x 555-1234 y']],
    ['^\\S+$', ['a', 'a b', 'a b', 'a　b', '']],
    ['^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$', ['ada@example.com', 'ada@example', 'a da@example.com']],
    ['^.$', ['a', '\n', '\u2028', '😀', 'ab']],
    ['^[\\S\\n]$', ['a', ' ', '\n']],
    ['^[]|[^]$', ['', 'a', '\n']],
    ['\\u{1F600}|\\u0041|\\x42|\\cJ', ['😀', 'A', 'B', '\n', 'C']],
    ['^\\p{Lu}\\p{Script=Greek}\\p{L}*$', ['Aβγ', 'aβ', 'Ab']],
    ['^\\p{Uppercase_Letter}\\P{Letter}$', ['A1', 'AB', 'a1']],
    ['^(?<year>\\d{4})(?:-(\\d\\d))?$', ['2026', '2026-11', '2026-1']],
    ['\\bcat\\b', ['a cat', 'concat']],
    ['^a{0,3}?b{2,}$', ['bb', 'aaabbb', 'aaaabb', 'ab']],
    ['\\.\\/\\-\\$\\{', ['./-${', './-$']],
    ['', ['', 'a']],
  ])('%s matches as in JavaScript', (pattern, texts) => {
    const linear = compileLinearPattern(pattern.replace('\\-', '-'));
    const native = new RegExp(pattern.replace('\\-', '-'), 'u');
    for (const text of texts) expect([text, linear.test(text)]).toEqual([text, native.test(text)]);
  });

  test('matches as in JavaScript on any text', () => {
    const patterns = ['^[a-c\\s]*$', '\\w+\\b', '[^ab]', '(?:a|b)+c', '^\\D\\S.$', '\\W'];
    const units = fc.constantFrom('a', 'b', 'c', ' ', '\n', '1', '_', 'é', '😀', ' ', '\u2029');
    const texts = fc.string({ unit: units, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...patterns), texts, (pattern, text) => {
        expect(compileLinearPattern(pattern).test(text)).toBe(new RegExp(pattern, 'u').test(text));
      }),
    );
  });

  test.each([
    ['(', 'is not a regular expression'],
    ['a\\-b', 'is not a regular expression'],
    ['(a)\\1', "refers back to a group with '\\1', which takes unbounded time"],
    ['^(?=a)', "looks ahead with '(?', which takes unbounded time"],
    ['(?<!a)b', "looks behind with '(?', which takes unbounded time"],
    ['a{1001}', 'repeats more than 1,000 times: use minLength and maxLength for long texts'],
    ['(a{1000}){1000}', 'has about 2003002 steps with its repetitions written out: at most 2000 are allowed'],
    ['(((a{9}){9}){9}){9}', /^has about \d+ steps/],
    ['('.repeat(51) + ')'.repeat(51), 'nests its groups more than 50 deep'],
    ['('.repeat(4_000), 'nests its groups more than 50 deep'],
    ['a'.repeat(4_001), 'has 4001 characters: at most 4000 are allowed'],
    ['\\p{Bidi_Mirrored}', 'uses an unknown character property'],
    ['(?i:a)', "changes flags with '(?i:', which is not supported"],
  ])('%s is refused by name', (pattern, problem) => {
    expect(() => compileLinearPattern(pattern)).toThrow(problem);
  });

  test('whose repetitions nest takes no time on a text that nearly fits', () => {
    const nearly = `${'a'.repeat(100_000)}!`;
    expect(compileLinearPattern('^(a+)+$').test(nearly)).toBe(false);
    expect(compileLinearPattern('^(([a-z])+.)+[A-Z]([a-z])+$').test(nearly)).toBe(false);
    expect(compileLinearPattern('(x+x+)+y').test('x'.repeat(100_000))).toBe(false);
  });
});
