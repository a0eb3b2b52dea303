// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { maskReferences, substitute, unmask, variablesIn } from './environment-reference.ts';

describe('substitute', () => {
  const environment = { HOST: 'example.test', PORT: '8000', EMPTY: '' };
  test.each([
    ['plain', 'plain', false, []],
    ['${HOST}', 'example.test', true, []],
    ['http://${HOST}:${PORT}/v1', 'http://example.test:8000/v1', true, []],
    ['${NONE:-fallback}', 'fallback', true, []],
    ['${HOST:-fallback}', 'example.test', true, []],
    ['${EMPTY:-fallback}', 'fallback', true, []],
    ['${NONE:-}', '', true, []],
    ['${NONE}', '', true, ['NONE']],
    ['${EMPTY}', '', true, ['EMPTY']],
    ['${NONE:-http://a:1/b}', 'http://a:1/b', true, []],
    ['$HOST and ${1X}', '$HOST and ${1X}', false, []],
  ])('%j becomes %j', (text, result, isSubstituted, missing) => {
    expect(substitute(text, environment)).toEqual({ text: result, isSubstituted, missing });
  });

  test('does not substitute within a value', () => {
    expect(substitute('${A}', { A: '${B}', B: 'secret' }).text).toBe('${B}');
  });
});

test.each([
  ['plain ${1X} $HOST', []],
  ['http://${HOST}:${PORT:-80}/${HOST}', ['HOST', 'PORT', 'HOST']],
])('the variables in %j are %j', (text, names) => {
  expect(variablesIn(text)).toEqual(names);
});

test('reads each character of a text a few times, for any number of references', () => {
  const quickestOf = (begun: number) => {
    const text = '${A:-'.repeat(begun);
    const runs = Array.from({ length: 5 }, () => {
      const start = performance.now();
      variablesIn(text);
      return performance.now() - start;
    });
    return Math.min(...runs);
  };
  quickestOf(1_000);
  expect(quickestOf(80_000)).toBeLessThan(quickestOf(10_000) * 32);
});

describe('maskReferences', () => {
  test("hides YAML's own characters, keeps the length, and restores the text", () => {
    const text = '{ api_key: ${MY_KEY:-a, {b]: #c}, other: {} }';
    const masked = maskReferences(text);
    expect(masked).toHaveLength(text.length);
    expect(masked).not.toContain('${');
    expect(masked).toContain('other: {} }');
    expect(unmask(masked)).toBe(text);
  });
});
