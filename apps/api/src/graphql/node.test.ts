import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
}, 60_000);
afterAll(() => app.close());

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { authorization: app.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: readonly { message: string }[] };
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return data;
}

/** Relay's query for a single object. */
const refetch = `query Refetch($id: ID!) {
  node(id: $id) {
    __typename id
    ... on Generation { text status }
    ... on Model { contextWindow }
    ... on Workspace { name }
    ... on ApiKey { prefix role }
    ... on Budget { limitUsd }
  }
}`;

type Made = { id: string };

it.each([
  [
    'Generation',
    async () => {
      const query = 'mutation { generate(input: { prompt: "Hello", model: "sandbox/sandbox-mini" }) { id } }';
      return (await ask<{ generate: Made }>(query)).generate.id;
    },
    { text: expect.stringMatching(/\w/), status: 'COMPLETED' },
  ],
  ['Model', async () => 'sandbox/sandbox-mini', { contextWindow: expect.any(Number) }],
  [
    'Workspace',
    async () =>
      (await ask<{ createWorkspace: Made }>('mutation { createWorkspace(input: { name: "Blue" }) { id } }'))
        .createWorkspace.id,
    { name: 'Blue' },
  ],
  [
    'ApiKey',
    async () => {
      const query = 'mutation { createApiKey(input: { name: "k", role: OPERATOR }) { apiKey { id } } }';
      return (await ask<{ createApiKey: { apiKey: Made } }>(query)).createApiKey.apiKey.id;
    },
    { prefix: expect.stringMatching(/^psk_/), role: 'OPERATOR' },
  ],
  [
    'Budget',
    async () => {
      const query = 'mutation { saveBudget(input: { name: "b", window: DAY, limitUsd: "5" }) { id } }';
      return (await ask<{ saveBudget: Made }>(query)).saveBudget.id;
    },
    { limitUsd: '5' },
  ],
])('finds a %s by its id, with the fields of its type', async (type, make, fields) => {
  const id = await make();
  expect(await ask(refetch, { id })).toEqual({ node: { __typename: type, id, ...fields } });
});

it.each(['nothing', 'no/such', '01a1fc0d-639c-7659-a51f-3cc80b0a1f91', ''])('is null for %j', async (id) => {
  expect(await ask(refetch, { id })).toEqual({ node: null });
});
