import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkDocument } from './check-document.ts';

/** The error of a document; null if it may be validated. */
function problem(source: string): string | null {
  try {
    checkDocument(parse(source));
    return null;
  } catch (error) {
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    return (error as Error).message;
  }
}

const times = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, at) => write(at)).join(' ');

/** Fragments that each spread the next one twice: the last one occurs 2^count times. */
const doubling = (count: number): string =>
  `{ models { ...F0 } } ${times(count, (at) => `fragment F${at} on Model { ...F${at + 1} ...F${at + 1} }`)} fragment F${count} on Model { id }`;

describe('a document', () => {
  test.each<[string, string]>([
    ['of usual size', '{ models { id ...F } } fragment F on Model { name provider { id } }'],
    ['with as many definitions as are allowed', times(100, (at) => `query Q${at} { viewer { role } }`)],
    [
      'with the same fields in several fragments',
      `{ models { ${times(50, (at) => `...F${at}`)} } } ${times(50, (at) => `fragment F${at} on Model { __typename id name }`)}`,
    ],
    ['with different aliases of one field', `{ ${times(1_000, (at) => `a${at}: models { id }`)} }`],
    ['with a fragment that does not exist', '{ models { ...F } }'],
  ])('%s passes', (_name, source) => {
    expect(problem(source)).toBeNull();
  });

  test.each<[string, string, string]>([
    [
      'too many definitions',
      times(101, (at) => `query Q${at} { viewer { role } }`),
      'has 101 operations and fragments; at most 100',
    ],
    [
      'too many fields',
      `{ ${times(5_001, (at) => `a${at}: __typename`)} }`,
      'selects 5001 fields and fragments; at most 3000',
    ],
    [
      'too many fields over several operations',
      times(60, (at) => `query Q${at} { ...F }`) +
        ` fragment F on Query { ${times(100, (at) => `a${at}: __typename`)} }`,
      'selects 6060 fields and fragments; at most 3000',
    ],
    ['fragments that double', doubling(20), 'selects 3145728 fields and fragments; at most 3000'],
    ['fragments that double very often', doubling(95), 'selects 9007199254740991 fields and fragments; at most 3000'],
    [
      'one field many times',
      `{ viewer { ${'role '.repeat(1_000)} } }`,
      'selects fields of the same name in 499500 pairs; at most 20000',
    ],
    [
      'one field within fields of one name',
      `{ ${'models { id } '.repeat(160)} }`,
      'selects fields of the same name in 25440 pairs; at most 20000',
    ],
    [
      'one field in fragments and inline fragments',
      `{ viewer { ...F ... { ${'role '.repeat(150)} } } } fragment F on Viewer { ${'role '.repeat(150)} }`,
      'selects fields of the same name in 44850 pairs; at most 20000',
    ],
    [
      'directives',
      `{ viewer { role ${'@include(if: true) '.repeat(11)} } }`,
      'has 11 directives in one place; at most 10',
    ],
    [
      'directives of an operation',
      `query ${'@a '.repeat(11)} { viewer { role } }`,
      'has 11 directives in one place; at most 10',
    ],
    ['arguments', `{ models(${'filter: {} '.repeat(101)}) { id } }`, 'gives 101 arguments to one field; at most 100'],
    [
      'variables',
      `query (${times(501, (at) => `$v${at}: Int`)}) { viewer { role } }`,
      'declares 501 variables for one operation; at most 500',
    ],
  ])('with %s is refused with the figures', (_name, source, message) => {
    expect(problem(source)).toBe(`The document ${message} are allowed.`);
  });

  test.each<[string, string]>([
    ['itself', '{ models { ...F } } fragment F on Model { provider { models { ...F } } }'],
    [
      'every second fragment',
      `{ models { ...F } } fragment F on Model { ${times(20, (at) => `...F${at}`)} } ${times(20, (at) => `fragment F${at} on Model { ...F ${times(20, (other) => (other === at ? 'id' : `...F${other}`))} }`)}`,
    ],
    ['itself, and that is not used', '{ viewer { role } } fragment F on Model { ...F }'],
  ])('with a fragment that contains %s is refused with the message of GraphQL', (_name, source) => {
    expect(problem(source)).toMatch(/^Cannot spread fragment "F\d*" within itself\.$/);
  });
});
