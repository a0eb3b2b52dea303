import { buildSchema, graphql } from 'graphql';
import { expect, test } from 'vitest';
import { takeTurns } from './take-turns.ts';
import { Turns } from './turns.ts';

test('root fields wait for their turn where the context has turns, and else do not', async () => {
  const schema = takeTurns(buildSchema('type Query { a: Int b: Int } type Mutation { c: Int }'));
  const rootValue = { a: 1, b: () => 2, c: 3 };
  let taken = 0;
  const turns = new Turns((run) => {
    taken++;
    setImmediate(run);
  });

  const long = { schema, rootValue, contextValue: { turns } };
  expect(await graphql({ ...long, source: '{ a b }' })).toEqual({ data: { a: 1, b: 2 } });
  expect(taken).toBe(2);
  expect(await graphql({ ...long, source: 'mutation { c }' })).toEqual({ data: { c: 3 } });
  expect(taken).toBe(3);
  expect(await graphql({ schema, rootValue, contextValue: {}, source: '{ a b }' })).toEqual({ data: { a: 1, b: 2 } });
  expect(taken).toBe(3);
});
