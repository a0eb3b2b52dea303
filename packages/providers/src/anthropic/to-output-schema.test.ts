import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/read-json-value.ts';
import { toOutputSchema } from './to-output-schema.ts';

const text = { type: 'string' };

describe('toOutputSchema', () => {
  it('closes every object and omits bounds', () => {
    const schema = {
      $schema: 'x',
      type: 'object',
      properties: {
        age: { type: 'integer', minimum: 0 },
        tags: { type: 'array', items: { type: 'object', properties: { name: { ...text, maxLength: 9 } } } },
        either: { anyOf: [text, { type: 'object', properties: { a: text } }] },
      },
      required: ['age'],
    };
    expect(toOutputSchema(schema)).toEqual({
      type: 'object',
      properties: {
        age: { type: 'integer' },
        tags: { type: 'array', items: { type: 'object', properties: { name: text }, additionalProperties: false } },
        either: { anyOf: [text, { type: 'object', properties: { a: text }, additionalProperties: false }] },
      },
      required: ['age'],
      additionalProperties: false,
    });
  });

  it('keeps definitions and references', () => {
    const schema = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: text } };
    expect(toOutputSchema(schema)).toEqual({ ...schema, additionalProperties: false });
  });

  const tree = { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } };
  it.each<[string, JsonObject]>([
    ['recursion', { type: 'object', properties: { root: { $ref: '#/$defs/tree' } }, $defs: { tree } }],
    ['a map', { type: 'object', additionalProperties: text }],
    ['a map beside properties', { type: 'object', properties: { a: text }, additionalProperties: text }],
    ['an exclusive choice', { oneOf: [text] }],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
  ])('cannot express %s', (_, schema) => {
    expect(toOutputSchema(schema)).toBeNull();
  });
});
