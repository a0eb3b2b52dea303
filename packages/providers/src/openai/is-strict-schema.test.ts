import { expect, it } from 'vitest';
import { isStrictSchema } from './is-strict-schema.ts';

const closed = { type: 'object', additionalProperties: false };

it.each<[string, unknown, boolean]>([
  ['all required and closed', { ...closed, properties: { a: { type: 'string' } }, required: ['a'] }, true],
  ['an optional property', { ...closed, properties: { a: {}, b: {} }, required: ['a'] }, false],
  ['open', { type: 'object', properties: { a: {} }, required: ['a'] }, false],
  ['an open object within', { ...closed, properties: { a: { type: 'object' } }, required: ['a'] }, false],
  ['an open object in a list', { type: 'array', items: { type: 'object' } }, false],
  ['a list of closed ones', { type: 'array', items: { ...closed, properties: {}, required: [] } }, true],
  ['a choice', { anyOf: [{ type: 'string' }, { ...closed, properties: {} }] }, true],
  ['an open definition', { type: 'string', $defs: { a: { type: ['object', 'null'] } } }, false],
  ['a keyword that is refused', { type: 'string', not: {} }, false],
  ['no schema', true, false],
])('%s', (_, schema, expected) => {
  expect(isStrictSchema(schema)).toBe(expected);
});
