import { GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import { expect, test } from 'vitest';
import { buildViewer } from '../testing/build-viewer.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import type { GraphqlContext } from './context.ts';
import { toGenerationRow } from './generation/to-generation-row.ts';
import { schema } from './schema.ts';

/** Resolves a field of a generation for a request without a planned query and without a database. */
function resolve(fieldName: string, row: object): unknown {
  const type = schema.getType('Generation');
  if (!(type instanceof GraphQLObjectType)) throw new Error('The schema has no generations.');
  const context = { viewer: buildViewer({ role: 'ADMIN' }), services: {} } as unknown as GraphqlContext;
  const info = { fieldName, fieldNodes: [], parentType: type, path: { prev: undefined, key: fieldName }, schema };
  return type.getFields()[fieldName]?.resolve?.(row, {}, context, info as unknown as GraphQLResolveInfo);
}

test('a row from memory has fields whose tables a query would have to join', () => {
  const generation = sampleGeneration();
  const row = toGenerationRow(generation);
  expect(resolve('text', row)).toBe(generation.text);
  expect(resolve('hasContent', row)).toBe(true);
  expect(resolve('attempts', row)).toBe(row.attempts);
});

test('a row from a query does not', () => {
  expect(() => resolve('text', { ...toGenerationRow(sampleGeneration()) })).toThrow();
});
