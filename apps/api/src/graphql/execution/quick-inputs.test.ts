import { buildSchema, GraphQLInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { quickenInputs } from './quick-inputs.ts';

test('input types have the same members as before, in the same order, and no inherited members', () => {
  const sdl = 'type Query { a(one: One): Int } input One { b: Int = 3, a: [One!], toString: Boolean }';
  const before = buildSchema(sdl).getType('One');
  const after = quickenInputs(buildSchema(sdl)).getType('One');
  if (!(before instanceof GraphQLInputObjectType) || !(after instanceof GraphQLInputObjectType)) throw new Error('One');
  const fields = after.getFields();
  expect(Object.keys(fields)).toEqual(Object.keys(before.getFields()));
  expect(fields).toHaveProperty('b.name', 'b');
  expect(fields.constructor).toBeUndefined();
  expect(after.getFields()).toBe(fields);
});
