import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkSource, measureSource } from './check-source.ts';

const mib = 1024 * 1024;

describe('the text of a document', () => {
  test.each<[string, string, number]>([
    ['fields within fields', '{ a { b { c } } }', 3],
    ['lists and objects of an argument', '{ a(b: [[{ c: [1] }]]) { d } }', 6],
    ['brackets one after the other', '{ a(b: []) c(d: {}) }', 3],
    ['no brackets within strings', String.raw`{ a(b: "{[( \" {[(") }`, 2],
    ['no brackets within block strings', String.raw`{ a(b: """ {[( " \""" {[( """) }`, 2],
    ['no brackets within comments', '# {[(\n{ a } # {[(', 1],
    ['brackets after a comment that ends with a carriage return', '# {\r{ a { b } }', 2],
    ['brackets after an unterminated string', '{ a(b: "{{{\n{', 3],
    ['brackets after an empty string', '{ a(b: "", c: {}) { d } }', 3],
    ['brackets after an empty block string', '{ a(b: """""", c: {}) { d } }', 3],
  ])('counts %s', (_name, source, depth) => {
    expect(measureSource(source).depth).toBe(depth);
  });

  test('counts a line end of each kind, in block strings too', () => {
    expect(measureSource('{\n a(b: """\n\n""")\r c }').lines).toBe(5);
  });

  test.each<[string, string, string]>([
    [
      'fields nested 10,000 deep',
      '{a'.repeat(10_000),
      'The document nests brackets 10000 deep; at most 100 are allowed.',
    ],
    [
      'a list nested 10,000 deep that is never closed',
      `{ a(b: ${'['.repeat(10_000)}`,
      'The document nests brackets 10002 deep; at most 100 are allowed.',
    ],
    [
      'an object nested 10,000 deep after comments and strings',
      `# """\n{ a(c: "\\"#", b: ${'{d: '.repeat(10_000)}1${'}'.repeat(10_000)}) }`,
      'The document nests brackets 10002 deep; at most 100 are allowed.',
    ],
    [
      'a type nested 10,000 deep',
      `query ($a: ${'['.repeat(10_000)}Int${']'.repeat(10_000)}) { b }`,
      'The document nests brackets 10001 deep; at most 100 are allowed.',
    ],
    [
      'very many comments',
      `${'#\n'.repeat(50_000)}{ a }`,
      'The document has 50001 lines; at most 20000 are allowed: send long texts as variables.',
    ],
    [
      'a long name',
      `{ ${'x'.repeat(100_000)} }`,
      'The document has a name of 100000 characters; at most 200 are allowed.',
    ],
    [
      'a long text',
      `{ a(b: "${'x'.repeat(mib)}") }`,
      `The document has ${mib + 12} characters; at most ${mib} are allowed: send long texts as variables.`,
    ],
  ])('with %s is refused with the figures', (_name, source, message) => {
    expect(() => checkSource(source, mib)).toThrow(
      expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT' } }),
    );
  });

  test('that is accepted cannot overflow the stack of the parser', () => {
    const deepest = `{ a(b: ${'['.repeat(98)}1${']'.repeat(98)}) }`;
    expect(() => checkSource(deepest, mib)).not.toThrow();
    expect(() => parse(deepest)).not.toThrow();
  });
});
