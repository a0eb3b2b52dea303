import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { readSubject } from '../subject.ts';
import { fillSchema } from './fill-schema.ts';
import { WorkBudget } from './work-budget.ts';

const validator = new Ajv2020({ strict: false, formats: {}, validateFormats: false });

function fill(
  schema: object,
  seed = 1,
  prompt = 'Weather in Paris and London for 3 days, celsius',
  steps = 1e6,
): unknown {
  const budget = new WorkBudget(steps);
  const filling = { root: { ...schema }, subject: readSubject(prompt), random: new Random(seed), turn: 0, budget };
  return fillSchema(schema, filling, { property: '', depth: 0 });
}

const string = { type: 'string' };
const schemas: readonly (readonly [string, object])[] = [
  ['an empty schema', {}],
  [
    'bounded numbers',
    {
      type: 'object',
      properties: {
        a: { type: 'integer', minimum: 5, maximum: 7 },
        b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      },
      required: ['a', 'b'],
    },
  ],
  ['numbers below a bound', { type: 'array', items: { type: 'number', maximum: -3 }, minItems: 4 }],
  ['multiples', { type: 'array', items: { type: 'integer', multipleOf: 7, minimum: 20, maximum: 90 }, minItems: 3 }],
  ['fractions between the steps', { type: 'number', minimum: 0.1, maximum: 0.2 }],
  ['exclusive integers', { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 }],
  ['enums of every type', { enum: [null, 1, 'x', { a: 1 }] }],
  ['a constant', { const: { fixed: true } }],
  ['short strings', { type: 'string', maxLength: 3 }],
  ['long strings', { type: 'string', minLength: 400, maxLength: 410 }],
  [
    'unique items',
    { type: 'array', items: { type: 'integer', minimum: 1, maximum: 5 }, uniqueItems: true, minItems: 5 },
  ],
  ['unique strings', { type: 'array', items: { enum: ['a', 'b', 'c', 'd'] }, uniqueItems: true, minItems: 4 }],
  ['a tuple', { type: 'array', prefixItems: [string, { type: 'integer' }], items: false }],
  ['an array that must stay empty', { type: 'array', maxItems: 0 }],
  ['nullable by type', { type: ['null', 'string'] }],
  ['nothing but null', { type: 'null' }],
  [
    'alternatives',
    { anyOf: [{ type: 'null' }, { type: 'object', properties: { x: { type: 'boolean' } }, required: ['x'] }] },
  ],
  [
    'one of several',
    {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' } }, required: ['kind'] },
        { type: 'object', properties: { kind: { const: 'b' } }, required: ['kind'] },
      ],
    },
  ],
  [
    'all of several',
    {
      allOf: [
        { type: 'object', properties: { a: string }, required: ['a'] },
        { properties: { a: { minLength: 3 }, b: { type: 'integer' } }, required: ['b'] },
      ],
    },
  ],
  [
    'narrowed bounds',
    {
      allOf: [
        { type: 'integer', minimum: 1, maximum: 50 },
        { minimum: 40, maximum: 90 },
      ],
    },
  ],
  ['a map', { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 }],
  [
    'few properties',
    { type: 'object', properties: { a: string, b: string, c: string }, required: ['b'], maxProperties: 1 },
  ],
  ['required without a schema', { type: 'object', required: ['loose'] }],
  ['types that are only implied', { properties: { list: { items: { minimum: 4, maximum: 5 } } }, required: ['list'] }],
  [
    'a reference',
    {
      type: 'object',
      properties: { p: { $ref: '#/$defs/point' } },
      required: ['p'],
      $defs: {
        point: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: false },
      },
    },
  ],
  ['a reference with an escape', { $ref: '#/definitions/a~1b', definitions: { 'a/b': { type: 'integer' } } }],
  [
    'a tree that contains itself',
    {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: { value: string, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
          required: ['value', 'children'],
          additionalProperties: false,
        },
      },
    },
  ],
  [
    'a list by links',
    {
      type: 'object',
      properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] }, value: { type: 'integer' } },
      required: ['next', 'value'],
    },
  ],
  [
    'patterns',
    {
      type: 'object',
      properties: {
        code: { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' },
        slug: { type: 'string', pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', minLength: 12 },
      },
      required: ['code', 'slug'],
    },
  ],
  [
    'nested arrays',
    {
      type: 'array',
      minItems: 2,
      items: { type: 'array', minItems: 2, items: { type: 'array', minItems: 1, items: { type: 'boolean' } } },
    },
  ],
];

describe('fillSchema', () => {
  it.each(schemas)('fits %s, for any seed', (_, schema) => {
    const isValid = validator.compile(schema);
    for (let seed = 0; seed < 60; seed++) {
      const value = fill(schema, seed);
      expect(isValid(value), `${JSON.stringify(value)}: ${validator.errorsText(isValid.errors)}`).toBe(true);
    }
  });

  it('uses the words, names and numbers of the prompt if the schema allows them', () => {
    const schema = {
      type: 'object',
      properties: {
        city: string,
        unit: { enum: ['kelvin', 'celsius'] },
        days: { type: 'integer', minimum: 1, maximum: 14 },
        topic: string,
      },
    };
    expect(fill(schema)).toEqual({ city: 'Paris', unit: 'celsius', days: 3, topic: 'Weather' });
  });

  it('knows the meaning of property names', () => {
    const properties = Object.fromEntries(
      ['query', 'email', 'start_date', 'user_id', 'summary'].map((name) => [name, string]),
    );
    expect(fill({ type: 'object', properties })).toEqual({
      query: 'Weather Paris London days celsius',
      email: 'weather@example.com',
      start_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      user_id: expect.stringMatching(/^user-\d{3}$/),
      summary: 'Weather, Paris, London, days, celsius, as the sandbox sees it.',
    });
  });

  it.each([
    ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/],
    ['date', /^\d{4}-\d\d-\d\d$/],
    ['time', /^\d\d:\d\d:00Z$/],
    ['duration', /^PT\d+M$/],
    ['email', /^[a-z-]+@example\.com$/],
    ['hostname', /^[a-z-]+\.example\.com$/],
    ['uri', /^https:\/\/example\.com\/[a-z-]+$/],
    ['uri-reference', /^\/[a-z-]+$/],
    ['ipv4', /^192\.0\.2\.\d+$/],
    ['ipv6', /^2001:db8::\d+$/],
    ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
  ])('writes the format %s', (format, expected) => {
    expect(fill({ type: 'string', format })).toMatch(expected);
  });

  it('gives plausible numbers, also if a library writes the largest integers as bounds', () => {
    const whole = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    const names = ['age', 'year', 'count', 'other'];
    const properties = Object.fromEntries(names.map((name) => [name, whole]));
    for (let seed = 1; seed < 50; seed++) {
      const prompt = 'Ada is one of 3 people';
      const { age, year, count, other } = fill({ type: 'object', properties, required: names }, seed, prompt) as Record<
        string,
        number
      >;
      expect(age).toSatisfy((value: number) => value >= 18 && value <= 80);
      expect(year).toSatisfy((value: number) => value >= 1990 && value <= 2026);
      expect(count).toBe(3);
      expect(other).toSatisfy((value: number) => value >= 1 && value <= 100);
    }
  });

  it('keeps to bounds outside the usual range', () => {
    expect(fill({ type: 'object', properties: { age: { type: 'integer', minimum: 200 } }, required: ['age'] })).toEqual(
      {
        age: expect.toSatisfy((value: number) => value >= 200 && value <= 300),
      },
    );
  });

  it('survives a reference that leads nowhere or in a circle', () => {
    expect(fill({ $ref: '#/$defs/missing' })).toEqual(expect.any(String));
    expect(fill({ $ref: 'https://elsewhere.example/schema' })).toEqual(expect.any(String));
    expect(fill({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } })).toBeDefined();
    expect(
      fillSchema(
        false,
        { root: {}, subject: readSubject(''), random: new Random(1), turn: 0, budget: new WorkBudget(1e6) },
        { property: '', depth: 0 },
      ),
    ).toBeNull();
  });
});

/** An `allOf` of references to itself, and other endless schemas. */
const endless: readonly (readonly [string, object])[] = [
  ['a long string', { type: 'string', minLength: 1e8 }],
  ['many items', { type: 'array', items: { type: 'integer' }, minItems: 1e7 }],
  ['many items within many', { type: 'array', minItems: 1e7, items: { type: 'array', minItems: 1e7 } }],
  ['unique items that do not exist', { type: 'array', items: { enum: [1] }, minItems: 1e7, uniqueItems: true }],
  ['many properties', { type: 'object', minProperties: 1e7, additionalProperties: { type: 'string' } }],
  ['a large constant, often', { type: 'array', minItems: 1e6, items: { const: 'x'.repeat(50_000) } }],
  ['a large enum, often', { type: 'array', minItems: 1e6, items: { enum: Array.from({ length: 5_000 }, String) } }],
  ['patterns within patterns', { type: 'string', pattern: '^((((a{1000}){1000}){1000}){1000}){1000}$' }],
  ['a pattern that backtracks', { type: 'string', pattern: '^(?=(a+)+$)(a+)+b$', minLength: 1e6 }],
  ['a deep pattern', { type: 'string', pattern: '('.repeat(20_000) + ')'.repeat(20_000) }],
  ['patterns, often', { type: 'array', minItems: 1e6, items: { type: 'string', pattern: '^[a-z]{1,50}$' } }],
  ['itself twice', { allOf: [{ $ref: '#' }, { $ref: '#' }] }],
  ['itself by others', { $ref: '#/$defs/a', $defs: { a: { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#' }] } } }],
  [
    'itself in each property',
    { properties: { a: { $ref: '#' }, b: { $ref: '#' }, c: { $ref: '#' } }, required: ['a', 'b', 'c'] },
  ],
  ['tiny steps', { type: 'array', minItems: 1e7, items: { type: 'number', multipleOf: 1e-300 } }],
  ['a reference that is no text', { $ref: '#/%zz' }],
  ['a long tuple', { type: 'array', prefixItems: Array.from({ length: 50_000 }, () => ({ minLength: 1e8 })) }],
];

describe('an endless schema', () => {
  it.each(endless)('ends with the budget: %s', (_name, schema) => {
    for (const steps of [10, 1_000, 100_000]) {
      const text = JSON.stringify(fill(schema, 1, 'numbers 1 2 3', steps)) ?? '';
      expect(text.length).toBeLessThan(steps * 8 + 100_000);
    }
  });

  it('is left unfinished in proportion to the budget', () => {
    const schema = { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 10 } };
    const lengths = [10_000, 20_000, 40_000].map((steps) => JSON.stringify(fill(schema, 1, 'sea', steps)).length);
    const [one = 0, two = 0, four = 0] = lengths;
    expect(two / one).toBeCloseTo(2, 0);
    expect(four / one).toBeCloseTo(4, 0);
  });
});
