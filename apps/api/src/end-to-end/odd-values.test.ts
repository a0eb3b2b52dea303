import { request } from 'node:http';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { schema } from '../graphql/schema.ts';
import { startApp, type TestApp } from '../testing/start-app.ts';

vi.setConfig({ testTimeout: 120_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
}, 60_000);
afterAll(() => app?.close());

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const someId = '01a1fc0d-639c-7659-a51f-3cc80b0a1f91';

const texts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '__proto__',
  'constructor',
  '%00',
  '../..',
  "'; DROP TABLE generation; --",
  '{{7*7}}',
  '-1',
  someId,
  someId.toUpperCase(),
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(1_000),
  '🎉'.repeat(400),
  Buffer.from(`GPC:S:${someId}\u0000`).toString('base64'),
  ...['GPC:S:', 'GPC:N:1', 'GPC:D:8640000000000001', 'GPC:J:{'].map((text) => Buffer.from(text).toString('base64')),
];

/** Difficult values for each scalar of the schema. */
const oddValues: Readonly<Record<string, readonly unknown[]>> = {
  String: texts,
  ID: [...texts, 0, -1],
  Int: [0, -1, 1, 2_147_483_647, -2_147_483_648],
  Float: [0, -0, -1, 1.5, 100, 1e308, -1e308, 5e-324],
  Boolean: [true, false],
  Decimal: [
    '-1',
    '0',
    '-0',
    '1e999',
    '1e-999',
    '1e99',
    '1e12',
    '99999999',
    '9'.repeat(900),
    '0.0000000000001',
    `0.${'0'.repeat(300)}1`,
    '1e-400',
    'NaN',
    'Infinity',
    '',
    '\u0000',
    1e308,
    5e-324,
    -1,
  ],
  DateTime: [
    '0000-01-01',
    '0000-01-01T00:00:00+14:00',
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2026-02-30',
    '9999-12-31T23:59:59.999999999Z',
    '9999-12-31T23:59:59-23:59',
    '2026-01-01T24:00:00Z',
    '\u0000',
    '',
  ],
  JSON: [
    null,
    [],
    {},
    '',
    '\u0000',
    0,
    1e308,
    '\ud800',
    nested(99),
    nested(100),
    { '\u0000': 1 },
    { a: ['\u0000'] },
    JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}'),
    '{',
    '{"__proto__":1}',
    '{"\\u0000":"\\u0000"}',
    '[]',
    { type: 'object', properties: { __proto__: 1 } },
  ],
};

/** Values for one argument or field: `base` with one of its leaves, at any depth, replaced by an odd value. */
function* variationsOf(type: GraphQLInputType, base: unknown, depth = 0): Generator<unknown> {
  if (isNonNullType(type)) yield* variationsOf(type.ofType, base, depth);
  else if (isListType(type)) {
    yield [];
    const first = Array.isArray(base) ? base[0] : undefined;
    for (const item of variationsOf(type.ofType, first, depth)) yield [item];
  } else if (isInputObjectType(type)) {
    if (depth > 3) return;
    for (const field of Object.values(type.getFields())) {
      const whole = { ...completed(type.getFields()), ...(isRecord(base) ? base : {}) };
      for (const value of variationsOf(field.type, whole[field.name], depth + 1))
        yield { ...whole, [field.name]: value };
    }
  } else if (isEnumType(type)) for (const { name } of type.getValues()) yield name;
  else yield* oddValues[type.name] ?? [];
}

/** The required fields with usual values. */
function completed(fields: Record<string, GraphQLInputField | GraphQLArgument>): Record<string, unknown> {
  const required = Object.values(fields).filter(({ type }) => isNonNullType(type));
  return Object.fromEntries(required.map(({ name, type }) => [name, usual(type)]));
}

function usual(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return usual(type.ofType);
  if (isListType(type)) return [usual(type.ofType)];
  if (isInputObjectType(type)) return completed(type.getFields());
  if (isEnumType(type)) return type.getValues()[0]?.name;
  return { Int: 1, Float: 0.5, Boolean: true, Decimal: '1', DateTime: '2026-01-01', JSON: {} }[type.name] ?? 'x';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Inputs with an effect, so that odd values in them reach as much code as possible. */
const bases: Readonly<Record<string, Record<string, unknown>>> = {
  GenerateInput: { prompt: 'x', model: 'sandbox/sandbox-mini', maxTokens: 4 },
  EmbedInput: { texts: ['x'] },
  UsageInput: {},
};

type Case = { operation: string; field: string; document: string; variables: Record<string, unknown> };

function* casesOf(operation: 'query' | 'mutation' | 'subscription'): Generator<Case> {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  for (const field of Object.values(root[operation]?.getFields() ?? {})) {
    if (field.name.startsWith('__')) continue;
    const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
    const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
    const isLeaf = !('getFields' in getNamedType(field.type)) && !('getTypes' in getNamedType(field.type));
    const document = `${operation}${declared && `(${declared})`} { ${field.name}${given && `(${given})`} ${isLeaf ? '' : '{ __typename }'} }`;
    const usualArguments = completed(Object.fromEntries(field.args.map((argument) => [argument.name, argument])));
    for (const { name, type } of field.args) {
      const base = bases[getNamedType(type).name] ?? usualArguments[name];
      for (const value of variationsOf(type, base)) {
        yield { operation, field: field.name, document, variables: { ...usualArguments, [name]: value } };
      }
    }
  }
}

/** All cases of a field up to 1,000, and all cases of `generate`. Of other fields with more cases, every sixth. */
function sampleOf(cases: readonly Case[]): readonly Case[] {
  const isTried = ({ operation, field }: Case) => operation === 'mutation' && field === 'generate';
  return cases.length < 1_000 || cases.every(isTried) ? cases : cases.filter((_, index) => index % 6 === 0);
}

/** The error codes of an operation. A stream is read up to its first event. */
async function codesOf({ operation, document, variables }: Case): Promise<readonly string[]> {
  const isStream = operation === 'subscription';
  const controller = new AbortController();
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: app.authorization,
      accept: isStream ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify({ query: document, variables }),
    signal: controller.signal,
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    if (isStream && (text.includes('"data"') || text.includes('"errors"'))) break;
    if (isStream && text === ':\n\n' && !document.includes('generate(')) break;
  }
  controller.abort();
  if (response.status >= 500) return [`status ${response.status}`];
  return [...text.matchAll(/"code":"([A-Z_]+)"/g)].map((match) => match[1] ?? '');
}

describe.each(['query', 'mutation', 'subscription'] as const)('odd values, in every place of a %s', (operation) => {
  const cases = [...casesOf(operation)];
  const fields = [...new Set(cases.map(({ field }) => field))];

  test.each(fields)('%s never fails with an internal error', async (field) => {
    const failed: unknown[] = [];
    const waiting = sampleOf(cases.filter((each) => each.field === field)).values();
    const sendEach = async (): Promise<void> => {
      for (const one of waiting) {
        const codes = await codesOf(one);
        if (codes.some((code) => code === 'INTERNAL' || code.startsWith('status'))) failed.push([codes, one.variables]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, sendEach));
    expect(failed).toEqual([]);
  });
});

test.each([
  ['0000-01-01', '0000-02-01'],
  ['0000-01-01T00:00:00+14:00', '0000-01-02'],
  ['0001-01-01', '0001-02-01'],
  ['9999-12-01', '9999-12-31T23:59:59-23:59'],
])('a time range at the limits of time is accepted or refused: %s to %s', async (from, to) => {
  const usage = 'query ($input: UsageInput!) { usage(input: $input) { from } }';
  for (const interval of ['HOUR', 'DAY', null]) {
    const variables = { input: { from, to, interval, groupBy: ['MODEL'] } };
    const codes = await codesOf({ operation: 'query', field: 'usage', document: usage, variables });
    expect(codes).not.toContain('INTERNAL');
  }
  const document = 'query ($filter: GenerationFilter) { generations(filter: $filter) { nodes { id } } }';
  const variables = { filter: { from, to } };
  expect(await codesOf({ operation: 'query', field: 'generations', document, variables })).not.toContain('INTERNAL');
});

describe('odd values for /v1', () => {
  type Answer = { status: number; body: string };

  function send(
    method: string,
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const usual = { authorization: app.authorization, 'content-type': 'application/json' };
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        { hostname, port, method, path, headers: { ...usual, ...length, ...headers } },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
        },
      );
      sent.on('error', (error) => reject(new Error(`${method} ${path}`, { cause: error })));
      sent.end(body);
    });
  }

  function expectSentence({ status, body }: Answer): void {
    // 503: no model can serve the request.
    expect([500, 501, 502], body).not.toContain(status);
    expect(body).not.toMatch(/\bat [\w.]+ \(|node_modules|file:\/\/|TypeError|ZodError/);
    if (status >= 400) expect(JSON.parse(body)).toHaveProperty('error');
  }

  const paths = ['/v1/chat/completions', '/v1/embeddings'];
  const bodies: readonly (string | Buffer)[] = [
    '',
    ' ',
    '\0',
    'null',
    '[]',
    '1',
    '"x"',
    'true',
    '{',
    '{}',
    '\ufeff{}',
    '[[]]',
    'NaN',
    '-',
    '1e999',
    '{"a":1,}',
    '{"__proto__":{"model":"x"}}',
    '{"constructor":{"prototype":{}}}',
    '{"model":{"__proto__":null}}',
    '{"model":1e999}',
    `{"model":"x","max_tokens":${'9'.repeat(400)}}`,
    '{"model":"x","messages":{"length":1}}',
    '{"model":"\\u0000","messages":[]}',
    '{"model":"\\ud800","input":"\\ud800"}',
    '{"messages":[null]}',
    Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
    Buffer.from('{"model":"\xff\xc0\x80"}', 'latin1'),
    Buffer.from('{"model":"\xed\xa0\x80"', 'latin1'),
  ];
  test.each(paths)('a body of %s', async (path) => {
    for (const body of bodies) {
      const answer = await send('POST', path, body);
      expectSentence(answer);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  const chat = { model: 'sandbox/sandbox-mini', messages: [{ role: 'user', content: 'x' }], max_tokens: 2 };
  const embedding = { model: 'x', input: 'x' };
  const members: Readonly<Record<string, readonly [object, readonly string[]]>> = {
    '/v1/chat/completions': [
      chat,
      [
        'model',
        'messages',
        'tools',
        'tool_choice',
        'response_format',
        'temperature',
        'top_p',
        'max_tokens',
        'max_completion_tokens',
        'stop',
        'seed',
        'store',
        'stream_options',
        'n',
        'logprobs',
        'modalities',
        'functions',
        'provider',
        'preferred_provider',
        'preferred_model',
        'strategy',
        'chain',
        'fallback_models',
        'enable_fallback',
        'task_type',
        'required_capabilities',
        'cost_preference',
        'max_latency_ms',
        'cost_limit',
        'workspace_id',
        'execution_id',
        'metadata',
        '__proto__',
        '\u0000',
      ],
    ],
    '/v1/embeddings': [
      embedding,
      [
        'model',
        'input',
        'encoding_format',
        'dimensions',
        'purpose',
        'provider',
        'chain',
        'strategy',
        'task_type',
        'cost_limit',
        'workspace_id',
        'execution_id',
        'metadata',
        'store',
      ],
    ],
  };
  const values = [
    'null',
    '0',
    '-1',
    '1.5',
    '1e308',
    '1e999',
    '9007199254740993',
    'true',
    '""',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '[{}]',
    '["\\u0000"]',
    '{"__proto__":1}',
    '{"type":"__proto__"}',
    '{"length":3}',
    '[{"role":"__proto__"}]',
    '[{"role":"user","content":[{"type":"constructor"}]}]',
    '{"type":"json_schema"}',
    '{"type":"json_schema","json_schema":{"schema":{"$ref":"#"}}}',
    '[{"type":"function","function":{"name":"a"}}]',
    '[{"type":"function","function":{"name":"a","parameters":{"properties":{"__proto__":{}}}}}]',
    '"__proto__"',
  ];
  test.each(paths)('a member of %s', async (path) => {
    const [base, names] = members[path] ?? [{}, []];
    const usual = JSON.stringify(base).slice(1, -1);
    for (const name of names) {
      // Of two members with the same name, the later counts.
      for (const value of values)
        expectSentence(await send('POST', path, `{${usual},${JSON.stringify(name)}:${value}}`));
    }
  });

  test('a path, a method or a header', async () => {
    const odd = ['/v1', '/v1/', '/v1//models', '/v1/models/', '/v1/models/%00', '/v1/models/%', '/v1/models/%ff%fe'];
    odd.push('/v1/models/..%2f..%2fetc', '/v1/models/__proto__', '/v1/%63hat/completions', '/v1/chat/completions/');
    odd.push(
      '/v1/models?x=%00',
      '/v1/models#x',
      `/v1/models/${'a'.repeat(8_000)}`,
      '/v1/models/constructor',
      '/v1;/models',
    );
    for (const path of odd) {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS', 'PATCH']) {
        const answer = await send(method, path, method === 'GET' || method === 'OPTIONS' ? '' : '{}');
        if (answer.status !== 204) expectSentence(answer);
      }
    }
    const headers: readonly Record<string, string>[] = [
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'x'.repeat(8_000)}` },
      { authorization: 'Basic Og==' },
      { 'content-type': 'application/json; charset=utf-7' },
      { 'content-type': '' },
      { 'content-encoding': 'gzip' },
      { 'x-request-id': 'x'.repeat(8_000) },
      { accept: '\xff' },
      { origin: 'null' },
      { 'accept-encoding': 'br;q=nonsense' },
    ];
    for (const each of headers) {
      for (const path of paths) expectSentence(await send('POST', path, JSON.stringify(chat), each));
    }
  });
});
