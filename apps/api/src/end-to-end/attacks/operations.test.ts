import { type Simulator, startSimulator } from '@penstock/simulator';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../subscription-endpoint.ts';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

/** Serves the models `wide/m0` to `wide/m119`. */
let wide: Simulator;
let stage: AttackStage;
/** The victim's longest gap without an attack. */
let aloneMs: number;

beforeAll(async () => {
  wide = await startSimulator({ pace: { firstTokenMs: 1, tokensPerSecond: 0 } });
  const facts = '{ context_window: 32768, max_output_tokens: 4096, price: { input_per_mtok: 1, output_per_mtok: 2 } }';
  const models = Array.from({ length: 120 }, (_, index) => `m${index}: ${facts}`).join(', ');
  stage = await startAttackStage({
    providers: [`wide: { dialect: openai, base_url: "${wide.baseUrl('openai')}", api_key: key }`],
    models: [`wide: { ${models} }`],
  });
  aloneMs = (await stage.victim.alone()).longestSilenceMs;
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await wide?.close();
});

type Answer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
};
type Operation = { query: string; variables?: Record<string, unknown> | undefined };

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const event = /^data: (.*)$/m.exec(text)?.[1];
  return JSON.parse(event ?? text) as Answer;
}

const headers = () => ({ authorization: stage.service.authorization, 'content-type': 'application/json' });

const post = async (operation: Operation): Promise<Answer> =>
  read(
    await fetch(`${stage.service.url}/graphql`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify(operation),
    }),
  );

/** A function per endpoint that sends an operation. */
const transports: Record<string, (operation: Operation) => Promise<Answer>> = {
  POST: post,
  'POST of a page of another origin': async (operation) =>
    read(
      await fetch(`${stage.service.url}/graphql`, {
        method: 'POST',
        headers: { ...headers(), origin: 'https://elsewhere.example' },
        body: JSON.stringify(operation),
      }),
    ),
  'server-sent events': async (operation) =>
    read(
      await fetch(`${stage.service.url}/graphql`, {
        method: 'POST',
        headers: { ...headers(), accept: 'text/event-stream' },
        body: JSON.stringify(operation),
      }),
    ),
  WebSocket: async ({ query, variables }) => {
    const client = connect(stage.service);
    try {
      for await (const result of client.iterate({ query, ...(variables === undefined ? {} : { variables }) })) {
        return result as Answer;
      }
      return {};
    } catch (error) {
      // The protocol's own message for operations that are refused before they start.
      if (Array.isArray(error)) return { errors: error as NonNullable<Answer['errors']> };
      throw error;
    } finally {
      await client.dispose();
    }
  },
};

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const calls = (): number => [...stage.simulator.requests(), ...wide.requests()].length;

const start = 'startGeneration(input: $input) { id }';
const startMany = (count: number): Operation => ({
  query: `mutation ($input: GenerateInput!) { ${aliases(count, start)} }`,
  variables: { input: { prompt: 'x', model: 'sim/calm' } },
});
const introspection = getIntrospectionQuery();
const schemaField = introspection.slice(introspection.indexOf('__schema'), introspection.indexOf('fragment FullType'));

const lists = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const objects = (depth: number): string => `${'{a:'.repeat(depth)}1${'}'.repeat(depth)}`;

const refused: [string, Operation, RegExp][] = [
  ['generations started in one request', startMany(1_200), /has 1200 mutations; at most 100/],
  [
    'generations within fragments',
    {
      ...startMany(0),
      query: `mutation ($input: GenerateInput!) { ...F } fragment F on Mutation { ${aliases(1_200, start)} }`,
    },
    /has 1200 mutations; at most 100/,
  ],
  [
    'probes of everything',
    { query: `mutation { ${aliases(90, 'checkHealth { status }')} }` },
    /could cause 270 calls to providers; at most 100/,
  ],
  ['probes', { query: `mutation { ${aliases(1_200, 'checkHealth { status }')} }` }, /has 1200 mutations; at most 100/],
  [
    'probes that are more fields than a document may have',
    { query: `mutation { ${aliases(2_500, 'checkHealth { status }')} }` },
    /selects 5000 fields|has 2500 mutations/,
  ],
  [
    'texts to embed',
    {
      query: `mutation ($input: EmbedInput!) { ${aliases(10, 'embed(input: $input) { dimensions }')} }`,
      variables: { input: { texts: Array.from({ length: 2_048 }, () => 'x') } },
    },
    /could cause 220 calls to providers; at most 100/,
  ],
  [
    'plans',
    { query: `{ ${aliases(1_000, 'plan(input: { prompt: "x" }) { strategy }')} }` },
    /the work of 300000 more; at most 50000/,
  ],
  [
    'recommendations',
    { query: `{ ${aliases(500, 'recommendations(input: {}) { items { rank } }')} }` },
    /at most 50000/,
  ],
  [
    'introspections',
    {
      query: `{ ${aliases(190, schemaField.replace(/\}\s*$/, ''))} } ${introspection.slice(introspection.indexOf('fragment FullType'))}`,
    },
    /selects \d+ fields and fragments; at most 3000/,
  ],
  [
    'reads of usage',
    { query: `{ ${aliases(200, 'usage(input: { days: 90 }) { totals { calls } }')} }` },
    /at most 50000/,
  ],
  ['long pages', { query: `{ ${aliases(100, 'generations(first: 1000) { nodes { id text } }')} }` }, /at most 50000/],
  ['models', { query: `{ ${aliases(1_000, 'models { id }')} }` }, /at most 50000/],
  [
    'models of providers of models',
    { query: '{ models { provider { models { provider { models { id } } } } } }' },
    /could return \d+ fields.*at most 50000/,
  ],
  [
    'a list nested deep',
    { query: `mutation { generate(input: { prompt: "x", metadata: ${lists(10_000)} }) { id } }` },
    /nests brackets 10003 deep; at most 100/,
  ],
  [
    'an object nested deep',
    { query: `mutation { generate(input: { prompt: "x", metadata: ${objects(10_000)} }) { id } }` },
    /nests brackets 10003 deep; at most 100/,
  ],
  [
    'fields nested deep',
    { query: `${'{a'.repeat(10_000)}${'}'.repeat(10_000)}` },
    /nests brackets 10000 deep; at most 100/,
  ],
  [
    'variables nested deep',
    {
      query: 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }',
      variables: { input: { prompt: 'x', metadata: nested(2_000) } },
    },
    /^The (body|message) nests more than 128 levels deep\.$/,
  ],
  [
    'variables nested a little too deep',
    {
      query: 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }',
      variables: { input: { prompt: 'x', metadata: nested(110) } },
    },
    /variables nest objects and lists 112 deep; at most 100/,
  ],
  [
    'values in the variables',
    {
      query: 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }',
      variables: { input: { messages: Array.from({ length: 24_500 }, () => ({ role: 'USER', content: '' })) } },
    },
    /more than 50000 values/,
  ],
  [
    'one prompt for many plans',
    {
      query: `query ($input: GenerateInput!) { ${aliases(100, 'plan(input: $input) { strategy }')} }`,
      variables: { input: { prompt: 'x '.repeat(250_000) } },
    },
    /gives its fields 50000000 characters/,
  ],
  ['one field over and over', { query: `{ viewer { ${'role '.repeat(2_500)} } }` }, /in 3123750 pairs; at most 20000/],
  [
    'fragments that double',
    {
      query: `{ models { ...F0 } } ${Array.from({ length: 60 }, (_, at) => `fragment F${at} on Model { ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F60 on Model { id }`,
    },
    /selects \d+ fields and fragments; at most 3000/,
  ],
  [
    'fragments that hold each other',
    {
      query: `{ __schema { types { ...F0 } } } ${Array.from({ length: 40 }, (_, at) => `fragment F${at} on __Type { ${Array.from({ length: 40 }, (__, other) => (other === at ? 'name' : `...F${other}`)).join(' ')} }`).join(' ')}`,
    },
    /Cannot spread fragment "F\d+" within itself/,
  ],
  ['comments', { query: `${'#\n'.repeat(200_000)}{ viewer { role } }` }, /has 200001 lines; at most 20000/],
  [
    'a document that is long',
    { query: `{ plan(input: { prompt: "${'x'.repeat(2_000_000)}" }) { strategy } }` },
    /characters; at most 1048576/,
  ],
  [
    'arguments on lines of their own',
    { query: `{ models(${'filter: {}\n'.repeat(4_000)}) { id } }` },
    /gives 4000 arguments to one field; at most 100/,
  ],
];

describe.each(Object.keys(transports))('by %s', (name) => {
  beforeEach(() => {
    stage.simulator.clear();
    wide.clear();
  });

  test.each(refused)('too many or too deep is refused before anything runs: %s', async (_name, operation, message) => {
    let answer: Answer = {};
    const suffering = await stage.victim.during(async () => {
      answer = (await transports[name]?.(operation)) ?? {};
    });
    expect(answer).toEqual({
      errors: [
        expect.objectContaining({
          message: expect.stringMatching(message),
          extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
        }),
      ],
    });
    expect(calls()).toBe(0);
    expect(suffering.end).toBeNull();
  });
});

test('too large operations are refused by GET as well', async () => {
  const query = `{${aliases(101, 'usage(input:{}){from}')}}`;
  const url = `${stage.service.url}/graphql?query=${encodeURIComponent(query)}`;
  expect(await read(await fetch(url, { headers: headers() }))).toMatchObject({
    errors: [{ message: expect.stringMatching(/the work of 50500 more; at most 50000/) }],
  });
});

test.each<[string, string, RegExp]>([
  ['1 MB of parameters', 'a&'.repeat(500_000), /at most 100 parameters/],
  ['lists in variables', `query={a}&variables=[${'[],'.repeat(300_000)}1]`, /objects and lists, more than 50000/],
  ['lists within each other', `query={a}&variables=${'['.repeat(1_000_000)}`, /more than 128 levels deep/],
  ['broken variables', 'query={a}&variables={', /variables is not valid JSON/],
  ['broken extensions', 'query={a}&extensions=x', /extensions is not valid JSON/],
])('a form is refused before it is parsed: %s', async (_name, body, message) => {
  const form = { ...headers(), 'content-type': 'application/x-www-form-urlencoded' };
  let answer: Answer = {};
  const suffering = await stage.victim.during(async () => {
    answer = await read(await fetch(`${stage.service.url}/graphql`, { method: 'POST', headers: form, body }));
  });
  expect(answer.errors).toMatchObject([
    { message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) } },
  ]);
  expect(suffering.end).toBeNull();
});

test.each(['variables={', 'extensions=x', 'variables=[]', `variables=${'['.repeat(3_000)}`])(
  'a URL with invalid JSON gets an error message: %s',
  async (parameter) => {
    const url = `${stage.service.url}/graphql?query=${encodeURIComponent('{viewer{role}}')}&${parameter}`;
    expect((await read(await fetch(url, { headers: headers() }))).errors).toMatchObject([
      {
        message: expect.stringMatching(/^The parameter /),
        extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
      },
    ]);
  },
);

test.each([
  'generations(filter: { model: "\\u0000" }) { nodes { id } }',
  'generations(filter: { executionId: "\\u0000" }) { nodes { id } }',
  'usage(input: { provider: "\\u0000" }) { from }',
])('a character that PostgreSQL cannot store is bad input: %s', async (field) => {
  expect((await post({ query: `{ ${field} }` })).errors).toMatchObject([
    {
      message: expect.stringContaining('U+0000'),
      extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
    },
  ]);
});

test('a deep message on a WebSocket ends only its own operation', async () => {
  const client = connect(stage.service);
  let closes = 0;
  client.on('closed', () => closes++);
  const send = async (query: string, variables: Record<string, unknown>): Promise<unknown> => {
    for await (const result of client.iterate({ query, variables })) return result;
    return null;
  };
  const other = client.iterate({
    query: 'subscription { generate(input: { prompt: "x", model: "sim/calm" }) { __typename } }',
  });
  expect((await other.next()).value).toHaveProperty('data');
  await expect(send('query ($a: JSON) { viewer { role } }', { a: nested(2_000) })).rejects.toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  for await (const event of other) expect(event.errors).toBeUndefined();
  expect(closes).toBe(0);
  await client.dispose();
});

test('a subscription that is too large does not start', async () => {
  stage.simulator.clear();
  const query = `subscription { generate(input: { prompt: "x", model: "sim/calm", metadata: ${lists(5_000)} }) { __typename } }`;
  for (const transport of ['server-sent events', 'WebSocket']) {
    expect(await transports[transport]?.({ query })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  }
  expect(calls()).toBe(0);
});

describe('the largest allowed operation', () => {
  const whole = `{ id name displayName contextWindow capabilities tags useCases quality available price { inputPerMTok
    outputPerMTok tiers { aboveInputTokens } } health { status reason breaker } deployments { id provider } }`;

  test.each<[string, Operation]>([
    ['plans', { query: `{ ${aliases(80, 'plan(input: { prompt: "x" }) { strategy candidates { modelId } }')} }` }],
    [
      'recommendations',
      { query: `{ ${aliases(50, 'recommendations(input: { limit: 20 }) { items { rank model { id } } }')} }` },
    ],
    ['models', { query: `{ ${aliases(10, `models ${whole}`)} }` }],
    ['reads of usage', { query: `{ ${aliases(80, 'usage(input: { days: 90 }) { totals { calls } }')} }` }],
    ['introspection', { query: introspection }],
    ['pages', { query: `{ ${aliases(20, 'generations(first: 200) { nodes { id text } }')} }` }],
    ['generations', startMany(100)],
    ['probes', { query: `mutation { ${aliases(100, 'checkHealth(model: "wide/m1") { status }')} }` }],
  ])('does not delay others: %s', async (_name, operation) => {
    let answer: Answer = {};
    const suffering = await stage.victim.during(async () => {
      answer = await post(operation);
      // Work that continues afterwards counts too.
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect(answer.errors).toBeUndefined();
    expect(suffering.end).toBeNull();
    expect(suffering.longestSilenceMs).toBeLessThan(aloneMs * 20);
  });
});

test('many callers that check a provider share one probe', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  wide.clear();
  const query = `mutation { ${aliases(30, 'checkHealth(model: "wide/m1") { status }')} }`;
  const answers = await Promise.all(Array.from({ length: 50 }, () => post({ query })));
  // The provider's list of models lacks this model.
  for (const { data } of answers) expect(data?.a29).toEqual([{ status: 'UNAVAILABLE' }]);
  const probes = wide.requests().length;
  expect(probes).toBeGreaterThan(0);
  // One probe a second: 1,500 answers arrive within a few seconds.
  expect(probes).toBeLessThan(20);
});

test('planning does not advance the round robin', async () => {
  const plan = async (): Promise<unknown> => {
    const input = '{ prompt: "x", strategy: ROUND_ROBIN }';
    return (await post({ query: `{ plan(input: ${input}) { candidates { modelId } } }` })).data?.plan;
  };
  const first = await plan();
  expect(await plan()).toEqual(first);
  await post({ query: 'mutation { generate(input: { prompt: "x", model: "sim/calm" }) { id } }' });
  expect(await plan()).not.toEqual(first);
});
