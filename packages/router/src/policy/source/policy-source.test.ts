// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import type { Path } from './path.ts';
import { type PolicySource, readPolicySource, valueAt } from './policy-source.ts';

function read(text: string, environment: Record<string, string> = {}): PolicySource {
  const refusal = (variable: string, path: Path) =>
    variable === 'SHUT' || path.includes('shut') ? `${variable} is refused.` : null;
  return readPolicySource(text, { environment, rules: { refusal } });
}

describe('readPolicySource', () => {
  test('inserts values of the environment, always as text', () => {
    const text = 'a: ${N}\nb: "${N}"\nc: ${T}\nd: { e: ${N}, f: [${N}, x] }\ng: v${N}';
    expect(read(text, { N: '5', T: 'true' }).data).toEqual({
      a: '5',
      b: '5',
      c: 'true',
      d: { e: '5', f: ['5', 'x'] },
      g: 'v5',
    });
  });

  test('inserts them into merged maps too', () => {
    expect(read('a: { <<: { b: ${N} }, c: 1 }', { N: '5' }).data).toEqual({ a: { b: '5', c: 1 } });
  });

  test('a variable that may not be read, or not at this place, is replaced by null', () => {
    const { data, refused } = read('a: ${SHUT}\nshut: [x, ${N}]\nb: ${N}', { SHUT: 'very-secret', N: '5' });
    expect(data).toEqual({ a: null, shut: ['x', null], b: '5' });
    expect(refused).toEqual([
      { path: ['a'], message: 'SHUT is refused.' },
      { path: ['shut', 1], message: 'N is refused.' },
    ]);
  });

  test.each([
    ['an alias', 'a: &a ${N}\nshut: *a'],
    ['an alias in a list', 'a: &a ${N}\nshut: [*a]'],
    ['an alias of its own surroundings', 'a: &a { b: [${N}] }\nshut: { x: *a }'],
    ['an alias of an alias', 'a: &a ${N}\nb: &b [*a]\nshut: *b'],
    ['a merge', 'a: &a { b: ${N} }\nshut: { <<: *a }'],
    ['a merge of several', 'a: &a { b: ${N} }\nshut: { <<: [*a, { c: 1 }] }'],
    ['an alias of a merging map', 'a: &a { b: ${N} }\nb: &b { <<: *a }\nshut: *b'],
    ['a default', 'a: &a "${NONE:-x}${N}"\nshut: *a'],
    ['a key', '? "${N}"\n: 1'],
  ])('%s inserts no variable at a place where none is allowed', (_, text) => {
    const { data, refused } = read(text, { N: 'very-secret' });
    expect(refused).toHaveLength(1);
    const { shut } = { shut: undefined, ...Object(data) };
    expect(JSON.stringify(shut) ?? '').not.toContain('very-secret');
    expect(JSON.stringify(refused)).not.toContain('very-secret');
  });

  test('an alias to a place of a variable inserts it, and the text is kept', () => {
    const source = read('a: { x: &x ${N} }\nb: { y: *x, z: *x }\nc: &c ${NONE}\nd: *c', { N: '5' });
    expect(source.data).toEqual({ a: { x: '5' }, b: { y: '5', z: '5' }, c: null, d: null });
    expect(source.writtenAs(['b', 'z'])).toBe('${N}');
    expect(source.missing.map(({ path }) => path)).toEqual([['c'], ['d']]);
  });

  test('aliases that insert too many variables are refused', () => {
    const lines = ['a0: &a0 [${N}, ${N}]'];
    for (let level = 1; level < 5; level++) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}x]`);
    expect(read(lines.join('\n'), { N: '5' }).refused.length).toBeGreaterThan(0);
  });

  test('a value cannot add structure', () => {
    expect(read('a: ${X}', { X: '{ b: 1 }\nc: 2' }).data).toEqual({ a: '{ b: 1 }\nc: 2' });
  });

  test('names variables without a value, and replaces them by null', () => {
    const source = read('a: { b: ${NONE} }');
    expect(source.data).toEqual({ a: { b: null } });
    expect(source.missing).toEqual([{ path: ['a', 'b'], variable: 'NONE' }]);
    expect(source.writtenAs(['a', 'b'])).toBe('${NONE}');
  });

  test('knows the line and column of keys and values, also through aliases and merges', () => {
    const source = read('base: &base\n  x: 1\nmodels:\n  first: { <<: *base, y: [7, 8] }\n  second: *base\n');
    expect(source.locate(['models', 'first', 'y', 1], 'value')).toEqual({ line: 4, column: 30 });
    expect(source.locate(['models', 'first'], 'key')).toEqual({ line: 4, column: 3 });
    expect(source.locate(['models', 'first', 'x'], 'value')).toEqual({ line: 2, column: 6 });
    expect(source.locate(['models', 'second', 'x'], 'value')).toEqual({ line: 2, column: 6 });
  });

  test('points at the parent of a missing value', () => {
    expect(read('models:\n  a: {}\n').locate(['models', 'a', 'missing'], 'key')).toEqual({ line: 2, column: 3 });
    expect(read('').locate(['models'], 'key')).toEqual({ line: 1, column: 1 });
  });

  test.each([
    ['a: [1, 2', 1],
    ['a: 1\na: 2', 2],
    ['a:\n\tb: 1', 2],
  ])('%j is reported with its line', (text, line) => {
    const { problems, data } = read(text);
    expect(data).toBeUndefined();
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toMatch(/^This is not YAML: .*\.$/);
  });

  test('an alias without its anchor is reported at its place', () => {
    expect(read('a: 1\nb: { c: *nowhere }').problems).toEqual([
      { line: 2, column: 9, message: "There is no anchor '&nowhere' before this alias." },
    ]);
  });

  test.each(['x: &loop { again: *loop }', 'x: &loop [[*loop]]', 'x: &loop { <<: *loop }'])(
    'an anchor that contains itself is reported where it does: %s',
    (text) => {
      expect(read(text)).toMatchObject({
        data: undefined,
        problems: [
          {
            line: 1,
            column: text.indexOf('*') + 1,
            message: expect.stringContaining("'*loop' is inside the value that it refers to"),
          },
        ],
      });
    },
  );

  test.each([
    ['lists', '['.repeat(100_000)],
    ['mappings', Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['lists of lists', `${'- '.repeat(5_000)}x`],
  ])('%s that are nested too deeply are one problem', (_, text) => {
    const { data, problems } = read(text);
    expect(data).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual(['This is nested more than 64 levels deep.']);
  });

  test('a message quotes nothing of the file', () => {
    const { problems } = read('api_key: "sk-abcdef" sk-123456\nx: [sk-789\n');
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toMatch(/sk-/);
  });

  test('aliases that multiply without end are refused', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}x]`);
    expect(read(lines.join('\n')).problems[0]?.message).toContain('aliases');
  });
});

test('valueAt walks plain data', () => {
  expect(valueAt({ a: [{ b: 3 }] }, ['a', 0, 'b'])).toBe(3);
  expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined();
});
