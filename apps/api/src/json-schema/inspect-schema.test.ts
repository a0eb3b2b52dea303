import { describe, expect, test } from 'vitest';
import { inspectSchema } from './inspect-schema.ts';
import { SchemaError } from './schema-error.ts';

const string = { type: 'string' };

function many(count: number): Record<string, unknown> {
  return { type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, {}])) };
}

/** `{ properties: { a: { properties: { a: … } } } }` */
function deep(levels: number): Record<string, unknown> {
  let schema: Record<string, unknown> = {};
  for (let level = 0; level < levels; level++) schema = { properties: { a: schema } };
  return schema;
}

/** Each schema applies the next one twice. */
function doubling(length: number): Record<string, unknown> {
  const $defs: Record<string, unknown> = { [`d${length}`]: string };
  for (let at = 0; at < length; at++) {
    const $ref = `#/$defs/d${at + 1}`;
    $defs[`d${at}`] = { allOf: [{ $ref }, { $ref }] };
  }
  return { $ref: '#/$defs/d0', $defs };
}

describe('a schema', () => {
  test('is measured, including its references', () => {
    expect(inspectSchema({ type: 'object', properties: { a: {}, b: {} } }, true)).toMatchObject({
      subschemas: 3,
      steps: 3,
      isQuadratic: false,
    });
    expect(inspectSchema({ enum: [1, 2, 3] }, true).steps).toBe(4);
    const twice = { items: { $ref: '#/$defs/a' }, contains: { $ref: '#/$defs/a' }, $defs: { a: { not: string } } };
    expect(inspectSchema(twice, true).steps).toBe(7);
    expect(inspectSchema(doubling(40), true).steps).toBeGreaterThan(2 ** 40);
    expect(inspectSchema({ properties: { a: { $ref: '#' } } }, true).steps).toBe(Infinity);
    expect(inspectSchema({ $dynamicRef: '#a', $dynamicAnchor: 'a' }, true).steps).toBe(Infinity);
    expect(inspectSchema({ properties: { a: { $recursiveRef: '#' } } }, true).steps).toBe(Infinity);
    expect(inspectSchema({ items: { uniqueItems: true } }, true).isQuadratic).toBe(true);
    expect(inspectSchema({ pattern: '^[a-z]{1,100}$' }, true).steps).toBeGreaterThan(100);
    expect(inspectSchema({ pattern: '^(?=a)' }, false).steps).toBe(1);
  });

  test('may have properties with the names of keywords', () => {
    const properties = { $async: string, $ref: string, pattern: string, id: string, nullable: string, __proto__: null };
    expect(
      inspectSchema({ type: 'object', properties, required: ['$async'], enum: [{ $async: true }] }, true),
    ).toBeTruthy();
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ['$async', { $async: true }, '/$async', 'is not supported'],
    ['$async within', { items: [{ anyOf: [{ $async: true }] }] }, '/items/0/anyOf/0/$async', 'is not supported'],
    [
      '$async at the target of a reference',
      { a: { b: { $async: 1 } }, $ref: '#/a/b' },
      '/a/b/$async',
      'is not supported',
    ],
    ['__proto__', JSON.parse('{"items":{"properties":{"__proto__":{}}}}'), '/items/properties', "not name '__proto__'"],
    [
      '__proto__ as a condition',
      JSON.parse('{"dependentRequired":{"__proto__":[]}}'),
      '/dependentRequired',
      '__proto__',
    ],
    ['id', { id: 'x' }, '/id', "write '$id'"],
    ['nullable alone', { properties: { 'a/b': { nullable: true } } }, '/properties/a~1b/nullable', 'needs a type'],
    ['a reference outside', { $ref: 'https://example.com/a.json' }, '/$ref', "refers to 'https://example.com/a.json'"],
    [
      'a reference to a file',
      { items: { $ref: 'file:///etc/passwd' } },
      '/items/$ref',
      'only references within the schema',
    ],
    ['a reference to nothing', { $ref: '#/$defs/a' }, '/$ref', 'which is not a schema'],
    ['a reference to a list', { $ref: '#/allOf', allOf: [{}] }, '/$ref', 'which is not a schema'],
    ['an unknown anchor', { $ref: '#a' }, '/$ref', "refers to '#a'"],
    ['itself', { $ref: '#' }, '', 'refers to itself without end'],
    [
      'itself through others',
      { anyOf: [string, { not: { $ref: '#/anyOf/1' } }] },
      '/anyOf/1/not',
      'to itself without end',
    ],
    ['back references', { pattern: '(a)\\1' }, '/pattern', "'(a)\\1' refers back to a group"],
    ['look-around', { patternProperties: { '^(?!a)': {} } }, '/patternProperties', 'looks ahead'],
    ['an invalid expression', { pattern: '(' }, '/pattern', 'is not a regular expression'],
    ['repetition', { pattern: '(a{999}){999}' }, '/pattern', 'steps with its repetitions written out'],
    ['5,001 schemas', many(5_000), '', 'has more than 5,000 schemas'],
    ['30,000 properties', many(30_000), '', 'has more than 131,072 characters'],
    ['depth', deep(200_000), '', 'nests more than 100 levels deep'],
    ['a long enum', { enum: Array.from({ length: 100_000 }, String) }, '', 'has more than 131,072 characters'],
    ['a long description', { description: 'x'.repeat(200_000) }, '', 'has more than 131,072 characters'],
  ])('with %s is refused by name', (_name, schema, place, problem) => {
    const refusal = (): unknown => {
      try {
        return inspectSchema(schema, true);
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toBeInstanceOf(SchemaError);
    expect(refusal()).toMatchObject({ place, problem: expect.stringContaining(problem) });
  });

  test('with a long chain of references is followed without recursion', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [at, at === 2_999 ? {} : { $ref: `#/$defs/${at + 1}` }]),
    );
    expect(inspectSchema({ $ref: '#/$defs/0', $defs }, true).steps).toBe(3_001);
  });
});
