import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

/** The next answer of the upstream `echo`, as any text of a model. */
let said = '{}';
let requested = 0;
let upstream: Server;
let stage: AttackStage;
/** The longest gap in a victim's stream without an attack, with a margin for a busy machine. */
let bearableMs = 0;

beforeAll(async () => {
  upstream = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      requested++;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < said.length || at === 0; at += 100_000) {
        const delta = { content: said.slice(at, at + 100_000) };
        response.write(`data: ${JSON.stringify({ id: 'a', choices: [{ index: 0, delta }] })}\n\n`);
      }
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      response.write(
        `data: ${JSON.stringify({ id: 'a', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })}\n\n`,
      );
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const facts =
    '{ context_window: 10000000, max_output_tokens: 1000000, capabilities: [json_mode, json_schema, function_calling], price: { input_per_mtok: 1, output_per_mtok: 2 } }';
  stage = await startAttackStage({
    providers: [
      'sandbox: { dialect: openai, sandbox: true }',
      `echo: { dialect: openai, base_url: "http://127.0.0.1:${port}/v1", api_key: key }`,
    ],
    models: [`echo: { model: ${facts} }`, `sandbox: { sandbox-mini: ${facts} }`],
  });
  const alone = await stage.victim.alone(3_000);
  bearableMs = Math.max(1_000, alone.longestSilenceMs * 10);
}, 120_000);
afterAll(async () => {
  await stage?.close();
  upstream?.close();
});

type Result = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
};

async function post(path: string, body: string): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json', authorization: stage.service.authorization };
  const response = await fetch(`${stage.service.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
}

async function generate(input: Record<string, unknown>): Promise<Result> {
  const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { status finishReason json text } }';
  const variables = { input: { prompt: 'x', model: 'echo/model', ...input } };
  return (await post('/graphql', JSON.stringify({ query, variables }))).body as Result;
}

const withSchema = (schema: unknown) => ({ responseFormat: { type: 'JSON_SCHEMA', schema } });

/** Runs an attack next to the victim, whose stream must continue. */
async function beside<Value>(attack: () => Promise<Value>): Promise<Value> {
  const results: Value[] = [];
  const suffering = await stage.victim.during(async () => {
    results.push(await attack());
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(suffering.end).toBeNull();
  expect(suffering.deltas).toBeGreaterThan(0);
  expect(suffering.longestSilenceMs).toBeLessThan(bearableMs);
  const [result] = results;
  if (result === undefined) throw new Error('The attack has no result.');
  return result;
}

function properties(count: number): Record<string, unknown> {
  const entries = Array.from({ length: count }, (_, at) => [`property${at}`, { type: 'string' }]);
  return { type: 'object', properties: Object.fromEntries(entries) };
}

describe('next to a victim, a model that answers', () => {
  test.each([5_000, 20_000, 2_000_000])(
    'a fence and %i line feeds is checked quickly',
    async (count) => {
      said = `\`\`\`json${'\n'.repeat(count)}`;
      const { errors } = await beside(() => generate({ responseFormat: { type: 'JSON' } }));
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_RESPONSE' } });
      const body = {
        model: 'echo/model',
        messages: [{ role: 'user', content: 'x' }],
        response_format: { type: 'json_object' },
      };
      const whole = await beside(() => post('/v1/chat/completions', JSON.stringify(body)));
      expect(whole).toMatchObject({ status: 502, body: { error: { code: 'invalid_response' } } });
    },
    60_000,
  );

  test('a near match of a backtracking pattern is checked quickly', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    for (const letters of [30, 50, 100_000]) {
      said = JSON.stringify({ a: `${'a'.repeat(letters)}!` });
      const { errors } = await beside(() => generate(withSchema(schema)));
      expect(errors?.[0]?.message).toContain('/a must match pattern');
    }
    said = '{"a":"aaa"}';
    expect(await generate(withSchema(schema))).toMatchObject({ data: { generate: { json: { a: 'aaa' } } } });
  }, 60_000);

  test('many items that must be unique is checked outside the event loop', async () => {
    said = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ at })));
    const result = await beside(() => generate(withSchema({ type: 'array', uniqueItems: true })));
    const [error] = result.errors ?? [];
    if (error !== undefined) expect(error).toMatchObject({ extensions: { code: 'INVALID_RESPONSE' } });
    else expect(result).toMatchObject({ data: { generate: { status: 'COMPLETED' } } });
  }, 60_000);

  test('for a schema with exponential work is stopped', async () => {
    const ref = (at: number) => ({ $ref: `#/$defs/d${at}` });
    const $defs: Record<string, unknown> = { d40: { type: 'string' } };
    for (let at = 0; at < 40; at++) $defs[`d${at}`] = { allOf: [ref(at + 1), ref(at + 1)] };
    said = '"x"';
    const { errors } = await beside(() => generate(withSchema({ ...ref(0), $defs })));
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('it takes longer than 5 seconds'),
      extensions: { code: 'INVALID_RESPONSE' },
    });
  }, 60_000);

  test('lists within lists is refused', async () => {
    said = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const { errors } = await beside(() => generate({ responseFormat: { type: 'JSON' } }));
    expect(errors?.[0]?.message).toContain('nests more than 128 levels deep');
  }, 60_000);
});

describe('next to a victim, a caller who sends', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['30,000 properties', withSchema(properties(30_000)), 'members of objects, more than 50000'],
    ['10,000 properties', withSchema(properties(10_000)), 'has more than 131,072 characters as JSON'],
    [
      '6,000 properties',
      withSchema({ properties: Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [at, {}])) }),
      'has more than 5,000 schemas',
    ],
    [
      '128 tools of 300 properties',
      { tools: Array.from({ length: 128 }, (_, at) => ({ name: `tool${at}`, parameters: properties(300) })) },
      'members of objects, more than 50000',
    ],
    [
      '128 tools of 100 properties',
      { tools: Array.from({ length: 128 }, (_, at) => ({ name: `tool${at}`, parameters: properties(100) })) },
      'together they may have 5,000 schemas',
    ],
    ['back references', withSchema({ pattern: '(a)\\1' }), 'refers back to a group'],
    ['repetitions of repetitions', withSchema({ pattern: '((a{1000}){1000}){1000}' }), 'steps with its repetitions'],
    ['$async', withSchema({ type: 'object', $async: true }), '/$async is not supported'],
    ['a schema that refers to itself', withSchema({ $ref: '#' }), 'refers to itself without end'],
    [
      'a reference to another document',
      withSchema({ $ref: 'http://127.0.0.1:1/' }),
      'only references within the schema',
    ],
  ])(
    '%s gets an error message, and no provider is called',
    async (_name, input, message) => {
      const before = requested;
      const { errors } = await beside(() => generate(input));
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining(message),
        extensions: { code: 'BAD_USER_INPUT' },
      });
      expect(requested).toBe(before);
    },
    60_000,
  );

  test('deep metadata gets an error message, at each endpoint', async () => {
    for (const depth of [105, 10_000, 1_000_000]) {
      const metadata = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const query = JSON.stringify('mutation ($input: GenerateInput!) { generate(input: $input) { status } }');
      const graphql = `{"query":${query},"variables":{"input":{"prompt":"x","model":"echo/model","metadata":${metadata}}}}`;
      const answer = await beside(() => post('/graphql', graphql));
      expect(answer.body).toMatchObject({
        errors: [
          {
            message: expect.stringMatching(/nests? (more than 128 levels|objects and lists 107) deep/),
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
      const chat = `{"model":"echo/model","messages":[{"role":"user","content":"x"}],"metadata":${metadata}}`;
      const refused = await beside(() => post('/v1/chat/completions', chat));
      expect(refused).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    }
  }, 60_000);

  test('1,000 properties is served, checked in the thread', async () => {
    said = '{"property7":7}';
    const { errors } = await beside(() => generate(withSchema(properties(1_000))));
    expect(errors?.[0]?.message).toContain('/property7 must be string');
  }, 60_000);

  test('many schemas leaves no memory behind, also with plan', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `s${at}`);
    const fields = names.map((name) => {
      return `${name}: plan(input: { prompt: "x", responseFormat: { type: JSON_SCHEMA, schema: $${name} } }) { inputTokens }`;
    });
    const query = `query (${names.map((name) => `$${name}: JSON`).join(', ')}) { ${fields.join(' ')} }`;
    const plan = async (from: number): Promise<number> => {
      for (let first = from; first < from + 1_500; first += names.length) {
        const schemas = names.map((name, at) => [
          name,
          { type: 'object', properties: { [`p${first + at}`]: { type: 'string' } } },
        ]);
        const answer = await post('/graphql', JSON.stringify({ query, variables: Object.fromEntries(schemas) }));
        expect(answer.body).not.toHaveProperty('errors');
      }
      return (await stage.service.measure()).heapBytes;
    };
    await plan(0);
    const before = await plan(1_500);
    const after = await plan(3_000);
    expect((after - before) / 1_500).toBeLessThan(4_000);
  }, 120_000);

  test('the sandbox answers an endless schema up to its output limit', async () => {
    const schemas = [
      { type: 'object', properties: { a: { type: 'string', minLength: 1e8 } }, required: ['a'] },
      {
        type: 'object',
        properties: { a: { type: 'array', minItems: 1e7, items: { type: 'integer' } } },
        required: ['a'],
      },
      { type: 'object', properties: { a: { type: 'string', pattern: '^(([a-z]{20}){4}){4}$', minLength: 1e6 } } },
    ];
    const before = (await stage.service.measure()).peakRssBytes;
    for (const schema of schemas) {
      const input = { prompt: 'x', model: 'sandbox/sandbox-mini', ...withSchema(schema) };
      // The answer is written as a whole before its first token, so the test need not wait for its end.
      const query = 'mutation ($input: GenerateInput!) { startGeneration(input: $input) { status } }';
      const variables = { input: { ...input, maxTokens: 100_000 } };
      const started = await beside(() => post('/graphql', JSON.stringify({ query, variables })));
      expect(started.body).toMatchObject({ data: { startGeneration: { status: 'RUNNING' } } });
      // The limit truncates it, so it is not JSON.
      const { errors } = await beside(() => generate({ ...input, maxTokens: 50 }));
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_RESPONSE' } });
    }
    expect((await stage.service.measure()).peakRssBytes - before).toBeLessThan(200 * 1024 * 1024);
  }, 60_000);
});
