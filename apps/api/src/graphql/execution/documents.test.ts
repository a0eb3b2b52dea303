import { describe, expect, test } from 'vitest';
import { schema } from '../schema.ts';
import { Documents } from './documents.ts';

describe('documents', () => {
  test('are parsed and validated once, however often they arrive', () => {
    const documents = new Documents(schema);
    const source = '{ viewer { role } }';
    const document = documents.parse(source);

    expect(documents.parse(source)).toBe(document);
    expect(documents.validate(document)).toBe(documents.validate(document));
    expect(documents.validate(document)).toEqual([]);
  });

  test('with a syntax error report its place', () => {
    const documents = new Documents(schema);
    expect(() => documents.parse('{ viewer {')).toThrow(/Syntax Error/);
    expect(documents.validate(documents.parse('{ viewr { role } }'))[0]?.message).toMatch(/Did you mean "viewer"/);
  });

  test('in great number displace the least recently used', () => {
    const documents = new Documents(schema);
    const first = documents.parse('{ viewer { role } }');
    for (let index = 0; index < 600; index++) documents.parse(`query Q${index} { viewer { role } }`);
    expect(documents.parse('{ viewer { role } }')).toBe(first);
    for (let index = 0; index < 1_001; index++) documents.parse(`query R${index} { viewer { role } }`);
    expect(documents.parse('{ viewer { role } }')).not.toBe(first);
  });

  test('with an image in them are not cached', () => {
    const documents = new Documents(schema);
    const source = `{ plan(input: { prompt: "${'x'.repeat(30_000)}" }) { strategy } }`;
    expect(documents.parse(source)).not.toBe(documents.parse(source));
  });

  test('with too many tokens are refused', () => {
    expect(() => new Documents(schema).parse(`{ ${'a '.repeat(30_000)} }`)).toThrow(
      'The document has more than 20000 tokens; at most that many are allowed.',
    );
  });

  test('that are long are cached up to a total of characters', () => {
    const documents = new Documents(schema);
    const long = (index: number) => `query Q${index} { viewer { role } } # ${'x'.repeat(15_000)}`;
    const first = documents.parse(long(0));
    for (let index = 1; index <= 32; index++) documents.parse(long(index));
    expect(documents.parse(long(0))).toBe(first);
    for (let index = 33; index <= 66; index++) documents.parse(long(index));
    expect(documents.parse(long(0))).not.toBe(first);
  });

  test('that would overflow the stack of the parser are refused before parsing', () => {
    const deep = `{ plan(input: { prompt: "x", metadata: ${'['.repeat(100_000)}${']'.repeat(100_000)} }) { strategy } }`;
    expect(() => new Documents(schema).parse(deep)).toThrow(
      'The document nests brackets 100003 deep; at most 100 are allowed.',
    );
  });

  test('that would take long to validate are refused before validation', () => {
    expect(() => new Documents(schema).parse(`{ viewer { ${'role '.repeat(1_000)} } }`)).toThrow(/499500 pairs/);
  });
});
