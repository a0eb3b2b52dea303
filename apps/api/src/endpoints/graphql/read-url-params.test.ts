import { describe, expect, test } from 'vitest';
import { readUrlParams } from './read-url-params.ts';

describe('an operation in an address or a form', () => {
  test('is read with its variables', () => {
    const variables = encodeURIComponent('{"a":[1]}');
    expect(readUrlParams(`query=%7Ba%7D&operationName=Q&variables=${variables}&extensions=null&other=1`)).toEqual({
      query: '{a}',
      operationName: 'Q',
      variables: { a: [1] },
    });
    expect(readUrlParams('')).toEqual({});
  });

  test.each([
    ['variables={', 'The parameter variables is not valid JSON.'],
    ['extensions=x', 'The parameter extensions is not valid JSON.'],
    ['variables=[]', 'The parameter variables must be a JSON object.'],
    ['extensions=1', 'The parameter extensions must be a JSON object.'],
    [`variables=${'['.repeat(2_000)}`, 'The parameter variables nests more than 128 levels deep.'],
    [`variables=[${'[],'.repeat(60_000)}1]`, 'The parameter variables has 60001 objects and lists, more than 50000.'],
    ['a&'.repeat(100), 'An operation may have at most 100 parameters.'],
  ])('gets an error sentence: %s', (text, message) => {
    expect(() => readUrlParams(text)).toThrow(message);
  });

  test('may have up to 100 parameters', () => {
    expect(readUrlParams(`${'a&'.repeat(99)}query=x`)).toEqual({ query: 'x' });
  });
});
