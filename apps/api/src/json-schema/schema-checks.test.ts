import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { acceptSchema, SchemaChecks } from './schema-checks.ts';

const checks = new SchemaChecks();
afterAll(() => checks.close());

async function check(schema: Record<string, unknown>, value: unknown) {
  acceptSchema(schema);
  const problem = await checks.prepare(schema, 'caller');
  if (problem !== null) return { problem, isFinal: true };
  return checks.check(schema, value, JSON.stringify(value), 'caller');
}

function properties(count: number): Record<string, unknown> {
  const entries = Array.from({ length: count }, (_, at) => [`p${at}`, { type: 'string' }]);
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

describe('an answer', () => {
  test('that is small is checked on the main thread', () => {
    const schema = { type: 'object', properties: { name: { type: 'string', pattern: '^(a+)+$' } } };
    acceptSchema(schema);
    expect(checks.prepare(schema, 'caller')).toBeNull();
    expect(checks.check(schema, { name: 'aaa' }, '{"name":"aaa"}', 'caller')).toEqual({
      problem: null,
      isFinal: false,
    });
    const value = { name: `${'a'.repeat(1_000)}!` };
    expect(checks.check(schema, value, JSON.stringify(value), 'caller')).toEqual({
      problem: '/name must match pattern "^(a+)+$"',
      isFinal: false,
    });
  });

  test('for a large schema is checked in the thread, with the same result', async () => {
    const schema = properties(1_000);
    acceptSchema(schema);
    expect(checks.prepare(schema, 'caller')).toBeInstanceOf(Promise);
    expect(await check(schema, { p7: 'x' })).toEqual({ problem: null, isFinal: false });
    expect(await check(schema, { p7: 1 })).toEqual({ problem: '/p7 must be string', isFinal: false });
    expect(await check(schema, { q: 1 })).toMatchObject({ problem: "the answer must not have the property 'q'" });
  }, 60_000);

  test('for a quadratic schema is checked in the thread if it is long', async () => {
    const schema = { type: 'array', uniqueItems: true };
    acceptSchema(schema);
    expect(checks.check(schema, [1, 1], '[1,1]', 'caller')).toMatchObject({ isFinal: false });
    const items = Array.from({ length: 1_000 }, (_, at) => ({ at }));
    expect(checks.check(schema, items, JSON.stringify(items), 'caller')).toBeInstanceOf(Promise);
    expect(await check(schema, items)).toEqual({ problem: null, isFinal: false });
  }, 60_000);

  test('for a schema that contains itself is checked in the thread', async () => {
    const tree = { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } };
    expect(await check(tree, { children: [{ children: [] }] })).toEqual({ problem: null, isFinal: false });
    expect(await check(tree, { children: [{ children: [1] }] })).toEqual({
      problem: '/children/0/children/0 must be object',
      isFinal: false,
    });
  }, 60_000);

  test('has only its own properties, and none that objects inherit', async () => {
    const named = { properties: { constructor: { type: 'string' }, toString: { type: 'string' } } };
    expect(await check(named, {})).toMatchObject({ problem: null });
    expect(await check(named, { toString: 1 })).toMatchObject({ problem: '/toString must be string' });
    const required = { required: ['valueOf'], dependentRequired: { toString: ['a'] } };
    expect(await check(required, {})).toMatchObject({
      problem: expect.stringContaining("required property 'valueOf'"),
    });
    expect(await check(required, { valueOf: 1 })).toMatchObject({ problem: null });
  });

  test.each(['$ref', '$dynamicRef', '$recursiveRef'])(
    'for a schema that refers to itself by %s ends',
    async (keyword) => {
      const within = { properties: { a: { anyOf: [{ [keyword]: '#' }, { [keyword]: '#' }] } }, required: ['a'] };
      let value: unknown = 1;
      for (let depth = 0; depth < 90; depth++) value = { a: value, b: 1 };
      expect(await check({ type: 'object', ...within }, value)).toMatchObject({ problem: expect.any(String) });
    },
    60_000,
  );

  test.each(['$dynamicRef', '$recursiveRef'])(
    'for a schema that only refers to itself by %s ends',
    async (keyword) => {
      expect(await check({ [keyword]: '#' }, 1)).toMatchObject({
        problem: expect.stringContaining('nested too deeply'),
      });
    },
    60_000,
  );

  test('that takes too long is abandoned, and the next one is checked', async () => {
    const next = (at: number) => ({ $ref: `#/$defs/d${at}` });
    const $defs: Record<string, unknown> = { d40: { type: 'string' } };
    for (let at = 0; at < 40; at++) $defs[`d${at}`] = { allOf: [next(at + 1), next(at + 1)] };
    const slow = check({ ...next(0), $defs }, 'x');
    const behind = check(properties(200), {});
    expect(await slow).toEqual({
      problem: 'it takes longer than 5 seconds, or more memory than there is',
      isFinal: true,
    });
    expect(await behind).toEqual({ problem: null, isFinal: false });
  }, 60_000);

  test('waits for at most fifty others, ten of them of the same caller', async () => {
    const schema = properties(200);
    acceptSchema(schema);
    const askFor = async (caller: string) => {
      const { isFinal } = await checks.check(schema, {}, '{}', caller);
      return isFinal;
    };
    const ofOne = await Promise.all(Array.from({ length: 20 }, () => askFor('greedy')));
    expect(ofOne.filter(Boolean).length).toBeGreaterThanOrEqual(9);
    const ofMany = await Promise.all(Array.from({ length: 60 }, (_, at) => askFor(`caller ${at}`)));
    const refused = ofMany.filter(Boolean).length;
    expect(refused).toBeGreaterThan(0);
    expect(ofMany.length - refused).toBeGreaterThanOrEqual(50);
    expect(ofOne.length - ofOne.filter(Boolean).length).toBeGreaterThanOrEqual(10);
  }, 60_000);

  test('waits for at most one check of each other caller, however many checks that caller has', async () => {
    const schema = properties(200);
    acceptSchema(schema);
    const ended: string[] = [];
    const note = (caller: string) =>
      Promise.resolve(checks.check(schema, {}, '{}', caller)).then(() => ended.push(caller));
    await Promise.all([...Array.from({ length: 8 }, () => note('greedy')), note('other')]);
    expect(ended.indexOf('other')).toBeLessThanOrEqual(2);
  }, 60_000);
});

describe('a schema', () => {
  test.each([
    [{ type: 'strin' }, 'is not a valid JSON schema: /type must be equal to one of the allowed values'],
    [{ required: 'a' }, 'is not a valid JSON schema: /required must be array'],
    [{ properties: { a: 1 } }, 'is not a valid JSON schema: /properties/a must be object,boolean'],
    [{ minimum: { $data: '1/a' } }, 'is not a valid JSON schema: /minimum must be number'],
  ])('%j is refused with a sentence', (schema, problem) => {
    expect(() => acceptSchema(schema)).toThrow(problem);
  });

  test('of any dialect is read as the newest dialect', async () => {
    for (const $schema of ['http://json-schema.org/draft-07/schema#', 'urn:of-my-own']) {
      expect(await check({ $schema, $id: 'https://example.com/a', type: 'string' }, 'x')).toMatchObject({
        problem: null,
      });
    }
    const named = { $defs: { a: { $id: 'a', type: 'string' } }, $ref: 'a' };
    expect(await check(named, 1)).toEqual({ problem: 'the answer must be string', isFinal: false });
    expect(await check({ ...named, $ref: 'b' }, 1)).toMatchObject({
      problem: expect.stringContaining('cannot be compiled'),
    });
  }, 60_000);

  // In its own process, because the coverage measurement keeps every compiled function.
  test('leaves no memory behind once newer schemas replace it', () => {
    const script = `
      import { acceptSchema } from '${new URL('./schema-checks.ts', import.meta.url).href}';
      const learn = (from) => {
        for (let at = from; at < from + 1_000; at++) acceptSchema({ properties: { ['of-' + at]: { type: 'string' } } });
        gc();
        return process.memoryUsage().heapUsed;
      };
      learn(0);
      const before = learn(1_000);
      learn(2_000);
      console.log((learn(3_000) - before) / 2_000);
    `;
    const environment = { ...process.env, NODE_V8_COVERAGE: '' };
    const options = { encoding: 'utf8', env: environment } as const;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--expose-gc', '--input-type=module', '-e', script],
      options,
    );
    expect(stderr).toBe('');
    expect(Number(stdout.trim())).toBeLessThan(1_000);
  }, 60_000);
});
