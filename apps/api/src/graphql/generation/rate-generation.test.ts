import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../testing/start-app.ts';

let app: TestApp;
let id: string;
beforeAll(async () => {
  app = await startApp();
  id = await generate({ model: 'sandbox-mini' });
}, 60_000);
afterAll(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
async function query(text: string, variables: object = {}, authorization = app.authorization): Promise<any> {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
}

async function generate(input: object): Promise<string> {
  const text = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
  const { data, errors } = await query(text, { input: { prompt: 'Hello', maxTokens: 12, ...input } });
  expect(errors).toBeUndefined();
  return data.generate.id;
}

const rate = `mutation ($id: ID!, $score: Float!, $comment: String) {
  rateGeneration(id: $id, score: $score, comment: $comment) { id rating ratingComment }
}`;

describe('the rating of a generation', () => {
  test('is null at first, is returned, is listed, and is replaced by the next rating', async () => {
    const read = `{ generation(id: "${id}") { rating ratingComment } }`;
    expect((await query(read)).data.generation).toEqual({ rating: null, ratingComment: null });
    const first = await query(rate, { id, score: 0.25, comment: ' Too short. ' });
    expect(first.data.rateGeneration).toEqual({ id, rating: 0.25, ratingComment: 'Too short.' });
    const second = await query(rate, { id, score: 1 });
    expect(second.data.rateGeneration).toEqual({ id, rating: 1, ratingComment: null });
    const other = await generate({ model: 'sandbox/sandbox-mini' });
    const { data } = await query('{ generations { nodes { id rating } } }');
    expect(data.generations.nodes).toEqual([
      { id: other, rating: null },
      { id, rating: 1 },
    ]);
  });

  test('writes an entry in the audit log, without its comment', async () => {
    await query(rate, { id, score: 0, comment: 'It quotes.' });
    const { data } = await query('{ auditLog(first: 1) { nodes { action target { type id } before after } } }');
    expect(data.auditLog.nodes).toEqual([
      { action: 'generation.rate', target: { type: 'generation', id }, before: { score: 1 }, after: { score: 0 } },
    ]);
  });

  test.each([
    [{ score: -0.1 }, 'score'],
    [{ score: 1.1 }, 'score'],
    [{ score: 1, comment: 'x'.repeat(2_001) }, 'comment'],
  ])('%j is refused, with the field', async (given, field) => {
    const { errors } = await query(rate, { id, ...given });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  test('of a missing generation, or of one of another workspace, is NOT_FOUND', async () => {
    const make = `mutation { createWorkspace(input: { id: "other", name: "Other" }) { id }
      createApiKey(input: { name: "k", role: MEMBER, workspaceId: "other" }) { secret } }`;
    const { data } = await query(make);
    const foreign = await query(rate, { id, score: 1 }, `Bearer ${data.createApiKey.secret}`);
    const missing = await query(rate, { id: 'nonsense', score: 1 });
    expect([foreign, missing].map(({ errors }) => errors[0].extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });
});

describe('the requested model', () => {
  const read = (one: string) =>
    query(`{ generation(id: "${one}") { requestedModel model warnings { code message path } } }`);

  test('is as the caller wrote it, and needs no warning if it answered', async () => {
    expect((await read(id)).data.generation).toEqual({
      requestedModel: 'sandbox-mini',
      model: 'sandbox/sandbox-mini',
      warnings: [],
    });
  });

  test('is null if the caller named none', async () => {
    const one = await generate({ strategy: 'COST_OPTIMIZED' });
    expect((await read(one)).data.generation).toMatchObject({ requestedModel: null, warnings: [] });
  });

  test('is in a warning if another answered, with the reason, from memory and as stored', async () => {
    const one = await generate({ model: 'gpt-4o-mini', fallbackModels: ['sandbox/sandbox-mini'] });
    const live = (await read(one)).data.generation;
    expect(live).toMatchObject({ requestedModel: 'gpt-4o-mini', model: 'sandbox/sandbox-mini' });
    const start = "'gpt-4o-mini' was requested, but 'sandbox/sandbox-mini' answered: the plan left it out (";
    expect(live.warnings).toEqual([
      { code: 'SUBSTITUTED', path: 'model', message: expect.stringContaining(`${start}`) },
    ]);
    const { services } = app.penstock;
    services.generations.find = () => null;
    expect((await read(one)).data.generation).toEqual(live);
  });
});
