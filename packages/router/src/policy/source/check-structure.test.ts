import { describe, expect, test } from 'vitest';
import { readPolicySource } from './policy-source.ts';

function problemsOf(text: string) {
  return readPolicySource(text, { environment: {}, rules: { refusal: () => null } }).problems;
}

const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
for (let at = 1; at < 9; at++)
  laughs.push(
    `a${at}: &a${at} [${Array(9)
      .fill(`*a${at - 1}`)
      .join(', ')}]`,
  );
const chain = ['a0: &a0 {}'];
for (let at = 1; at < 2_000; at++) chain.push(`a${at}: &a${at} { x: *a${at - 1} }`);

describe('a file is refused with a sentence and a place', () => {
  test.each([
    [
      'an alias in its own anchor',
      'x: &loop { again: *loop }',
      1,
      19,
      "The alias '*loop' is inside the value that it refers to, so it has no end: move it out.",
    ],
    [
      'the same by a merge',
      'a: 1\nx: &loop\n  <<: *loop',
      3,
      7,
      "The alias '*loop' is inside the value that it refers to, so it has no end: move it out.",
    ],
    [
      'the same in a list',
      '- &a [1, { b: *a }]',
      1,
      15,
      "The alias '*a' is inside the value that it refers to, so it has no end: move it out.",
    ],
    ['aliases that multiply', laughs.join('\n'), 6, 25, 'The aliases of this file expand to more than 200,000 values.'],
    ['aliases in a long chain', chain.join('\n'), 65, 11, 'This is nested more than 64 levels deep.'],
    ['brackets', `a:\n  ${'['.repeat(50_000)}`, 2, 66, 'This is nested more than 64 levels deep.'],
    ['dashes', `${'- '.repeat(50_000)}a`, 1, 129, 'This is nested more than 64 levels deep.'],
    [
      'columns',
      Array.from({ length: 500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      65,
      65,
      'This is nested more than 64 levels deep.',
    ],
    ['a huge text', 'a: 1\n'.repeat(500_000), 1, 1, 'This file has 2,500,000 characters: at most 1,048,576 are read.'],
    ['a long text', 'a: 1\n'.repeat(30_000), 1, 1, 'This file has 30,001 lines: at most 20,000 are read.'],
    ['a key twice', 'a: 1\nb: 2\na: 3', 3, 1, 'This is not YAML: Map keys must be unique.'],
    [
      'a merge of no map',
      'a: &a 1\nb:\n  <<: *a',
      1,
      1,
      'The aliases of this file cannot be resolved: an alias after << must name a map, or a list of maps.',
    ],
  ])('%s', (_name, text, line, column, message) => {
    expect(problemsOf(text)[0]).toEqual({ line, column, message });
  });
});

describe('a file is read', () => {
  test('with many keys', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `k${at}: 1`).join('\n');
    expect(problemsOf(text)).toEqual([]);
  }, 30_000);

  test('with many aliases, duplicate anchors and merges', () => {
    expect(problemsOf(`a: &a 1\nb: [${'*a, '.repeat(3_000)}*a]`)).toEqual([]);
    expect(problemsOf('a: &a { x: 1 }\nb: &a { <<: *a, y: [*a] }')).not.toEqual([]);
    expect(problemsOf('a: &a { x: 1 }\nb: { <<: *a, <<: *a, y: [*a] }')).toEqual([]);
  }, 30_000);
});
