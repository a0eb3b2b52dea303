import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    policy: (simulator) => `providers:
  sim: { dialect: openai, base_url: "${simulator?.baseUrl('openai')}", api_key: key }
models:
  sim: { model: { context_window: 32768, max_output_tokens: 4096 } }
routing_rules: { chains: { MINE: [sim/model] } }
`,
  });
}, 60_000);
afterAll(() => service.close());

const generate = (input: Record<string, unknown>): Promise<unknown> =>
  send('mutation ($input: GenerateInput!) { generate(input: $input) { status model } }', input);

const plan = (input: Record<string, unknown>): Promise<unknown> =>
  send('query ($input: GenerateInput!) { plan(input: $input) { strategy } }', input);

async function send(query: string, input: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: service.authorization, 'x-request-id': 'r1' },
    body: JSON.stringify({
      query,
      variables: { input: { prompt: 'Say "well".', ...input } },
    }),
  });
  return response.json();
}

describe('a request', () => {
  test.each([
    ['model', { model: 'sim/modle' }, "no model of the catalog is called 'sim/modle'; did you mean 'sim/model'?"],
    ['chain', { chain: 'MIEN' }, "no chain is called 'MIEN'; did you mean 'MINE'?"],
    [
      'fallback model',
      { model: 'sim/model', fallbackModels: ['gone/far'] },
      "no model of the catalog is called 'gone/far'",
    ],
  ])('that names an unknown %s is refused as the caller’s mistake', async (_, input, reason) => {
    const refusal = { message: expect.stringContaining(reason), extensions: { code: 'BAD_USER_INPUT' } };
    const generated = await generate(input);
    expect(generated).toMatchObject({ errors: [refusal] });
    const [planned] = ((await plan(input)) as { errors: object[] }).errors;
    expect({ ...planned, path: ['generate'] }).toEqual({
      ...(generated as { errors: object[] }).errors[0],
      locations: expect.anything(),
    });
  });

  test('for a built-in chain is served by the existing models', async () => {
    const served = { data: { generate: { status: 'COMPLETED', model: 'sim/model' } } };
    expect(await generate({ chain: 'HIGH_QUALITY' })).toEqual(served);
    expect(await generate({ chain: 'MINE' })).toEqual(served);
  });
});
