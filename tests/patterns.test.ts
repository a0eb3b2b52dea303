import { describe, expect, test } from 'vitest';
import { findPatterns } from '../scripts/patterns/find-patterns.ts';
import { findSlowness } from '../scripts/patterns/find-slowness.ts';

describe('an expression', () => {
  test.each([
    ['^(a+)+$', 'takes exponential time'],
    ['^(\\w|\\d)*x', 'takes exponential time'],
    ['^\\s*```(?:json)?\\s*\\n([\\s\\S]*?)\\n?\\s*```\\s*$', 'has repetitions that share characters'],
    ['\\s+$', 'has repetitions that share characters'],
    ['^\\d+\\d+$', 'has repetitions that share characters'],
    ['<title[^>]*>', 'reads on from each place where it begins'],
    ['\\[faults ([^\\]]*)\\]', 'reads on from each place where it begins'],
    ['\\$\\{(\\w+)(?::-([^}]*))?\\}', null],
    ['a.*b', 'has repetitions that share characters'],
    ['(x)(\\d[\\w ]*) y', 'reads on from each place where it begins'],
    ['^(x)(\\d[\\w ]*) y', null],
    ['ax[ax]*y', 'reads on from each place where it begins'],
  ])('%s is reported if it is slow', (pattern, slowness) => {
    expect(findSlowness(pattern, '')).toBe(slowness);
  });

  test.each(['^\\s*<', '(?<!\\s)\\s+$', '^[a-z]+$', '<title[^>]{0,200}>', 'a[^a]*b', '^a.*b$', '', '(?:a|b)c', 'a.*'])(
    '%s takes linear time',
    (pattern) => {
      expect(findSlowness(pattern, '')).toBeNull();
    },
  );

  test('is found anywhere in a file', async () => {
    const text =
      "const one = /a+/gi;\nconst two = new RegExp('b\\\\d', 'u');\nnew RegExp(one);\nfunction x(): string { return /[/]/.source; }";
    const found = await findPatterns(text, 'file.ts');
    expect(
      found.toSorted((left, right) => left.line - right.line || left.pattern.length - right.pattern.length),
    ).toEqual([
      { pattern: 'a+', flags: 'gi', line: 1 },
      { pattern: 'b\\d', flags: 'u', line: 1 },
      { pattern: '[/]', flags: '', line: 4 },
    ]);
  });
});
