import { type GraphQLError, type GraphQLFieldMap, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../schema.ts';
import { type CostFacts, costOf } from './field-cost.ts';
import { OperationChecks } from './operation-checks.ts';
import { defaultQueryLimits } from './query-limits.ts';

/** A catalog of a usual size. */
const facts: CostFacts = { models: 120, mostModelsOfProvider: 80, providers: 20, configuredProviders: 6 };

/** A catalog of many providers with a key. */
const large: CostFacts = { models: 300, mostModelsOfProvider: 80, providers: 130, configuredProviders: 100 };

/** The refusals of an operation. */
function problems(
  source: string,
  limits = defaultQueryLimits,
  variableValues: Record<string, unknown> = {},
  catalog = facts,
): string[] {
  const document = parse(source);
  const errors = validate(schema, document);
  if (errors.length > 0) return errors.map(({ message }) => message);
  try {
    new OperationChecks({ schema, limits }).check({ document, variableValues }, () => catalog);
    return [];
  } catch (error) {
    const { message, extensions } = error as GraphQLError;
    expect(extensions).toEqual({ code: 'BAD_USER_INPUT' });
    return [message];
  }
}

/** `providers { models { provider { models … } } }`, with this many nested lists. */
function ring(lists: number): string {
  let inner = 'id';
  for (let level = 0; level < lists; level++) inner = level % 2 === 0 ? `models { ${inner} }` : `provider { ${inner} }`;
  return `{ providers { ${inner} } }`;
}

describe('an operation', () => {
  test.each([
    'the introspection of a client',
    'all fields of the models page',
    'a page of generations with all content',
  ])('that is usual passes: %s', (name) => {
    const usual: Record<string, string> = {
      'the introspection of a client': getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }),
      'all fields of the models page': `{ models { id displayName capabilities tags useCases quality price { inputPerMTok
        outputPerMTok tiers { aboveInputTokens } } provider { id displayName configured } health { status reason breaker
        p50LatencyMs } usage { calls costUsd } deployments { id provider } } providers { id models { id } } }`,
      'a page of generations with all content': `{ generations(first: 50) { edges { cursor node { id text plan {
        candidates { modelId score scores { cost quality latency } } exclusions { modelId reason } } attempts { number
        model usage { totalTokens } costUsd } } } pageInfo { hasNextPage endCursor } } }`,
    };
    expect(problems(usual[name] ?? '')).toEqual([]);
  });

  test('for the health of a hundred providers over three days passes', () => {
    const query = `{ healthHistory(from: "2026-06-01T00:00:00Z") { from to interval providers {
      provider { id displayName configured } points { at calls failures probes { reachable } } } } }`;
    expect(problems(query, defaultQueryLimits, {}, large)).toEqual([]);
  });

  test('with circular lists is refused because of the size of its answer', () => {
    expect(problems(ring(3))).toEqual([]);
    expect(problems(ring(9))).toEqual([expect.stringMatching(/could return \d+ fields; at most 50000/)]);
  });

  test('that nests too deep is refused', () => {
    const limits = { ...defaultQueryLimits, depth: 3 };
    expect(problems('{ models { provider { id } } }', limits)).toEqual([]);
    expect(problems('{ models { provider { models { id } } } }', limits)).toEqual([
      'The operation nests fields 4 deep; at most 3 are allowed.',
    ]);
  });

  test('that uses fragments and aliases is measured correctly', () => {
    const aliases = Array.from({ length: 200 }, (_, index) => `a${index}: models { ...F }`).join(' ');
    expect(problems(`{ ${aliases} } fragment F on Model { provider { models { id name } } }`)).toEqual([
      expect.stringContaining('could return'),
    ]);
  });

  test("with a fragment that spreads itself ends with GraphQL's error", () => {
    expect(problems('{ models { ...F } } fragment F on Model { provider { models { ...F } } }')).toEqual([
      'Cannot spread fragment "F" within itself.',
    ]);
  });
});

/** `a0: FIELD a1: FIELD …` */
function aliases(count: number, field: string, prefix = 'a'): string {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}: ${field}`).join(' ');
}

describe('an action', () => {
  const start = 'startGeneration(input: { prompt: "x" }) { id }';

  test.each<[string, string, string | null]>([
    ['as many generations as are allowed', `mutation { ${aliases(100, start)} }`, null],
    [
      'one generation too many',
      `mutation { ${aliases(101, start)} }`,
      'The operation has 101 mutations; at most 100 are allowed.',
    ],
    [
      'generations within a fragment',
      `mutation { ...F ...G } fragment F on Mutation { ${aliases(60, start)} } fragment G on Mutation { ${aliases(60, start, 'b')} }`,
      'The operation has 120 mutations; at most 100 are allowed.',
    ],
    [
      'probes of all providers',
      `mutation { ${aliases(17, 'checkHealth { status }')} }`,
      'The operation could cause 102 calls to providers; at most 100 are allowed.',
    ],
    ['probes of one model each', `mutation { ${aliases(100, 'checkHealth(model: "a/b") { status }')} }`, null],
    [
      'plans in great number',
      `{ ${aliases(1_000, 'plan(input: { prompt: "x" }) { strategy }')} }`,
      'The operation could return 2000 fields, and needs the work of 300000 more; at most 50000 are allowed: ask for fewer or shorter lists, or in several requests.',
    ],
  ])('is counted: %s', (_name, source, problem) => {
    expect(problems(source)).toEqual(problem === null ? [] : [problem]);
  });

  test('counts once if several fields have the same name in the answer', () => {
    const twice = `mutation { ${start} ...F } fragment F on Mutation { ${start} }`;
    expect(problems(twice, { ...defaultQueryLimits, mutations: 1, providerCalls: 1 })).toEqual([]);
  });

  test('counts the texts of an embedding, in literals and in variables', () => {
    const limits = { ...defaultQueryLimits, providerCalls: 2 };
    const texts = Array.from({ length: 193 }, () => 'x');
    const problem = 'The operation could cause 3 calls to providers; at most 2 are allowed.';
    const literal = `mutation { embed(input: { texts: ${JSON.stringify(texts)} }) { dimensions } }`;
    expect(problems(literal, limits)).toEqual([problem]);
    const asInput = 'mutation ($input: EmbedInput!) { embed(input: $input) { dimensions } }';
    expect(problems(asInput, limits, { input: { texts } })).toEqual([problem]);
    const asTexts = 'mutation ($texts: [String!]!) { embed(input: { texts: $texts }) { dimensions } }';
    expect(problems(asTexts, limits, { texts })).toEqual([problem]);
    expect(problems(asTexts, limits, { texts: texts.slice(0, 192) })).toEqual([]);
  });

  test('is counted in subscriptions too', () => {
    const source = 'subscription { generate(input: { prompt: "x" }) { __typename } }';
    expect(problems(source, { ...defaultQueryLimits, providerCalls: 0 })).toEqual([
      'The operation could cause 1 calls to providers; at most 0 are allowed.',
    ]);
  });

  test('is not measured again for each call if only the document decides its size', () => {
    const checks = new OperationChecks({ schema, limits: defaultQueryLimits });
    let reads = 0;
    const counting = (): CostFacts => ({ ...facts, models: ++reads });
    const generate = parse('mutation ($input: GenerateInput!) { generate(input: $input) { text } }');
    const models = parse('{ models { id } }');
    const first = checks.check({ document: generate, variableValues: { input: { prompt: 'x' } } }, counting);
    expect(checks.check({ document: generate, variableValues: { input: { prompt: 'y' } } }, counting)).toBe(first);
    expect(reads).toBe(0);
    expect(checks.check({ document: models }, counting)?.fields).toBe(2);
    expect(checks.check({ document: models }, counting)?.fields).toBe(3);
  });
});

describe('lists', () => {
  const page = 'query ($first: Int) { generations(first: $first) { nodes { id text } } }';

  test('count by the page size of a variable, or its default', () => {
    const limits = { ...defaultQueryLimits, fields: 1_000 };
    expect(problems(page, limits, { first: 100 })).toEqual([]);
    expect(problems(page, limits, { first: 1_000 })).toEqual([expect.stringMatching(/could return 2\d+ fields/)]);
    const withDefault = page.replace('Int)', 'Int = 1000)');
    expect(problems(withDefault, limits)).toEqual([expect.stringMatching(/could return 2\d+ fields/)]);
  });

  test('of models count as many items as the catalog has models', () => {
    expect(problems('{ models { id } }', { ...defaultQueryLimits, fields: 220 })).toEqual([
      expect.stringContaining('could return 121 fields, and needs the work of 100 more'),
    ]);
  });

  test('of models count the average within all providers, and the longest elsewhere', () => {
    const fieldsOf = (source: string) =>
      new OperationChecks({ schema, limits: { ...defaultQueryLimits, fields: Infinity } }).check(
        { document: parse(source) },
        () => facts,
      )?.fields;
    expect(fieldsOf('{ providers { models { id } } }')).toBe(1 + 20 * (1 + 6));
    expect(fieldsOf('{ models { provider { models { id } } } }')).toBe(1 + 120 * (1 + (1 + 80)));
    expect(
      fieldsOf('{ providers { ...F } models { provider { ...F } } } fragment F on Provider { models { id } }'),
    ).toBe(141 + 9_841);
    expect(fieldsOf('{ providers { models { provider { models { id } } } } }')).toBe(1 + 20 * (1 + 6 * (1 + 81)));
  });

  test('that load for all models at once count the load once, and once more for each alias', () => {
    const check = (source: string) =>
      new OperationChecks({ schema, limits: defaultQueryLimits }).check({ document: parse(source) }, () => facts);
    expect(check('{ models { usage { calls } } }')?.work).toBe(600);
    expect(check('{ models { a: usage(days: 1) { calls } b: usage(days: 2) { calls } } }')?.work).toBe(1_100);
  });
});

describe('introspection', () => {
  const whole = getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, typeKind: true } as object);
  const inner = whole.slice(whole.indexOf('__schema'), whole.indexOf('fragment FullType')).replace(/\}\s*$/, '');
  const fragments = whole.slice(whole.indexOf('fragment FullType'));

  test('counts about the size of its answer', () => {
    const size = new OperationChecks({ schema, limits: defaultQueryLimits }).check(
      { document: parse(whole) },
      () => facts,
    );
    expect(size?.fields).toBeGreaterThan(5_000);
    expect(size?.fields).toBeLessThan(30_000);
  });

  test('is refused if requested 190 times', () => {
    expect(problems(`{ ${aliases(190, inner)} } ${fragments}`)).toEqual([
      expect.stringMatching(/could return \d{6,} fields; at most 50000/),
    ]);
  });

  test('of types within types counts the longest possible lists', () => {
    const types = '__type(name: "Query") { fields { type { fields { name type { name } } } } }';
    expect(problems(`{ ${types} }`)).toEqual([]);
    expect(problems(`{ ${aliases(50, types)} }`)).toEqual([expect.stringContaining('could return')]);
    expect(problems('{ __type(name: "Query") { fields { name args { name type { name } } } } }')).toEqual([]);
  });
});

describe('variables', () => {
  const query = 'query ($input: GenerateInput!) { plan(input: $input) { strategy } }';

  test('that are nested too deep are refused, also if no field uses them', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    const message = (depth: number) => `The variables nest objects and lists ${depth} deep; at most 100 are allowed.`;
    expect(problems(query, defaultQueryLimits, { input: { prompt: 'x', metadata: deep } })).toEqual([message(10_002)]);
    expect(problems(query, defaultQueryLimits, { input: { prompt: 'x' }, other: deep })).toEqual([message(10_001)]);
  });

  test('with too many values are refused', () => {
    const messages = Array.from({ length: 40_000 }, () => ({ role: 'USER', content: '' }));
    expect(problems(query, defaultQueryLimits, { input: { messages } })).toEqual([
      'The variables have more than 50000 values; at most that many are allowed.',
    ]);
  });

  test('that are used several times are counted several times', () => {
    const many = `query ($input: GenerateInput!) { ${aliases(40, 'plan(input: $input) { strategy }')} }`;
    expect(problems(many, defaultQueryLimits, { input: { prompt: 'x'.repeat(1_000) } })).toEqual([]);
    expect(problems(many, defaultQueryLimits, { input: { prompt: 'x'.repeat(1_000_000) } })).toEqual([
      'The operation gives its fields 40000000 characters, with each variable counted at every use; at most 20971520 are allowed.',
    ]);
    const once = 'query ($text: String) { plan(input: { messages: [{ role: USER, content: $text }] }) { strategy } }';
    expect(problems(once, defaultQueryLimits, { text: 'x'.repeat(30_000_000) })).toEqual([]);
  });
});

describe('every field of a root type', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

  test('states its cost', () => {
    const without = roots.flatMap((type) =>
      Object.values((type?.getFields() ?? {}) as GraphQLFieldMap<unknown, unknown>)
        .filter((field) => costOf(field) === undefined)
        .map(({ name }) => `${type?.name}.${name}`),
    );
    expect(without, 'state it with extensions: withCost({ … })').toEqual([]);
  });

  test('that calls providers is in this list', () => {
    const calling = roots.flatMap((type) =>
      Object.values((type?.getFields() ?? {}) as GraphQLFieldMap<unknown, unknown>)
        .filter((field) => (costOf(field)?.providerCalls ?? 0) !== 0)
        .map(({ name }) => `${type?.name}.${name}`),
    );
    expect(calling.sort()).toEqual([
      'Mutation.checkHealth',
      'Mutation.embed',
      'Mutation.generate',
      'Mutation.startGeneration',
      'Subscription.generate',
    ]);
  });
});

describe('measuring', () => {
  /** The number of document nodes that are read during a measurement. */
  function readsOf(source: string): number {
    let reads = 0;
    const watch = <Value>(value: Value): Value =>
      typeof value !== 'object' || value === null
        ? value
        : (new Proxy(value, {
            get(target, name, receiver) {
              if (name === 'kind') reads++;
              return watch(Reflect.get(target, name, receiver));
            },
          }) as Value);
    const document = watch(parse(source, { noLocation: true }));
    new OperationChecks({ schema, limits: { ...defaultQueryLimits, fields: Infinity, depth: Infinity } }).check(
      { document },
      () => facts,
    );
    return reads;
  }

  test.each<[string, (size: number) => string]>([
    ['aliases', (size) => `{ ${aliases(size, 'models { id provider { id } }')} }`],
    [
      'fields within fields',
      (size) => `{ models { ${'provider { models { '.repeat(size)} id ${'} }'.repeat(size)} } }`,
    ],
    [
      'fragments that spread the next one twice',
      (size) =>
        `{ models { ...F0 } } ${Array.from({ length: size }, (_, at) => `fragment F${at} on Model { a${at}: id ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F${size} on Model { id }`,
    ],
    ['arguments', (size) => `{ plan(input: { stop: [${'"x" '.repeat(size)}] }) { strategy } }`],
  ])('takes work in proportion to the document: %s', (_name, write) => {
    const sizes = [25, 50, 100, 200];
    const reads = sizes.map((size) => readsOf(write(size)));
    for (const [index, count] of reads.entries()) {
      const before = reads[index - 1];
      if (before !== undefined) expect(count).toBeLessThan(before * 2.5);
    }
  });
});
