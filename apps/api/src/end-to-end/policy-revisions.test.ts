import type { Simulator } from '@penstock/simulator';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query, readGeneration } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000 });

const oldPrice = 10;

function policy(simulator: Simulator, price: number, models = ['one', 'two']): string {
  const entry = (name: string, at: number) =>
    `    ${name}: { context_window: 8192, max_output_tokens: 200, quality: ${0.9 - at / 10}, price: { input_per_mtok: ${price}, output_per_mtok: ${price} } }`;
  return `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, retry: { attempts: 1 } }
models:
  sim:
${models.map(entry).join('\n')}
routing_rules: { default_strategy: quality_optimized }
`;
}

let penstock: TestPenstock;
let simulator: Simulator;

beforeAll(async () => {
  penstock = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 50, tokensPerSecond: 6 } }],
    policy: (one) => policy(one as Simulator, oldPrice),
  });
  ({ simulator } = penstock);
}, 60_000);
afterAll(() => penstock.close());

async function generate(maxTokens: number): Promise<string> {
  const mutation = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
  const input = { prompt: 'Write about the sea.', maxTokens };
  return (await query<{ generate: { id: string } }>(penstock, mutation, { input })).generate.id;
}

const apply = (yaml: string) =>
  query<{ applyPolicy: { revision: number } }>(
    penstock,
    'mutation ($yaml: String!) { applyPolicy(yaml: $yaml) { revision } }',
    { yaml },
  ).then(
    ({ applyPolicy }) => applyPolicy.revision,
    () => null,
  );

it('changes 100 times under 200 open streams, a third of them wrong, and no stream fails or changes its price', async () => {
  const streams = Array.from({ length: 200 }, () => generate(60));
  await vi.waitFor(() => expect(simulator.openStreams()).toBe(200), 30_000);
  const revisions: (number | null)[] = [];
  for (let at = 1; at <= 100; at++) {
    const broken = at % 3 === 0;
    revisions.push(
      await apply(
        broken ? `models: [${at}` : policy(simulator, oldPrice + at, at % 2 === 0 ? ['one'] : ['one', 'two']),
      ),
    );
    expect(penstock.services.policies.current().problem).toBeNull();
  }
  const good = revisions.filter((revision) => revision !== null);
  expect(good).toEqual(good.map((_, at) => at + 2));
  expect([good.length, penstock.rules.current().revision]).toEqual([67, 68]);
  const generations = await Promise.all(streams.map(async (id) => readGeneration(penstock, await id)));
  expect(generations.filter(({ status }) => status !== 'COMPLETED')).toEqual([]);
  for (const { usage, cost } of generations) {
    expect(Number(cost?.totalUsd)).toBeCloseTo((usage.totalTokens * oldPrice) / 1_000_000, 9);
  }
  const next = await readGeneration(penstock, await generate(2));
  expect(Number(next.cost?.totalUsd)).toBeCloseTo((next.usage.totalTokens * (oldPrice + 100)) / 1_000_000, 9);
});

it('plans with a policy immediately after it was applied', async () => {
  for (const models of [['two'], ['one'], ['three', 'one']]) {
    await apply(policy(simulator, 1, models));
    const { plan } = await query<{ plan: { candidates: { model: { id: string } }[] } }>(
      penstock,
      '{ plan(input: { prompt: "Hi" }) { candidates { model { id } } } }',
    );
    expect(plan.candidates.map(({ model }) => model.id)).toEqual(models.map((name) => `sim/${name}`));
  }
});

it('lists the changes of a draft, and its effect on recorded requests', async () => {
  await apply(policy(simulator, 10));
  const ids = [await generate(2), await generate(2)];
  const validate = (yaml: string) =>
    query<{ validatePolicy: unknown }>(
      penstock,
      `mutation ($yaml: String!) { validatePolicy(yaml: $yaml, replay: 2) {
        isValid issues { message path line column } diff { path change before after text }
        replay { requests moved refused costBeforeUsd costAfterUsd changes(first: 5) { generationId before after } }
      } }`,
      { yaml },
    ).then(({ validatePolicy }) => validatePolicy);
  expect(await validate(policy(simulator, 10))).toMatchObject({
    isValid: true,
    issues: [],
    diff: [],
    replay: { requests: 2, moved: 0, refused: 0, changes: [] },
  });
  expect(await validate(policy(simulator, 10, ['two']))).toMatchObject({
    isValid: true,
    diff: expect.arrayContaining([
      {
        path: 'models.sim.one',
        change: 'REMOVED',
        before: expect.any(String),
        after: null,
        text: 'model sim/one was removed',
      },
    ]),
    replay: {
      requests: 2,
      moved: 2,
      refused: 0,
      changes: ids.toReversed().map((generationId) => ({ generationId, before: 'sim/one', after: 'sim/two' })),
    },
  });
  expect(await validate('models: [')).toMatchObject({ isValid: false, issues: [{ line: 1 }], diff: [], replay: null });
});

it('stores, switches and removes models, each as a revision that can be rolled back', async () => {
  const { policy: before } = await query<{ policy: { revision: number } }>(penstock, '{ policy { revision } }');
  const save = 'mutation ($input: ModelInput!) { saveModel(input: $input) { id quality price { inputPerMTok } } }';
  const input = { id: 'sim/three', quality: 0.5, inputPerMTok: '0.25', outputPerMTok: '1', contextWindow: 4096 };
  expect(await query(penstock, save, { input })).toMatchObject({
    saveModel: { id: 'sim/three', quality: 0.5, price: { inputPerMTok: expect.anything() } },
  });
  const off = 'mutation { setModelActive(id: "sim/three", active: false) { active } }';
  expect(await query(penstock, off)).toEqual({ setModelActive: { active: false } });
  expect(await query(penstock, 'mutation { removeModel(id: "sim/three") }')).toEqual({ removeModel: 'sim/three' });
  expect(penstock.rules.current().catalog.find('sim/three')).toBeUndefined();
  const back = 'mutation ($revision: Int!) { rollbackPolicy(revision: $revision) { revision source comment } }';
  const { rollbackPolicy } = await query<{ rollbackPolicy: { revision: number } }>(penstock, back, {
    revision: before.revision + 1,
  });
  expect(rollbackPolicy).toMatchObject({ revision: before.revision + 4, source: 'ROLLBACK' });
  expect(penstock.rules.current().catalog.find('sim/three')?.isActive).toBe(true);
  const listed = await query<{ policyRevisions: { nodes: { comment: string | null; appliedBy: string }[] } }>(
    penstock,
    '{ policyRevisions(first: 4) { nodes { revision source appliedBy comment } pageInfo { hasNextPage } } }',
  );
  expect(listed).toMatchObject({
    policyRevisions: {
      pageInfo: { hasNextPage: true },
      nodes: [
        { comment: `Rolled back to revision ${before.revision + 1}.`, appliedBy: 'admin key' },
        { comment: 'Removed the stored model sim/three.' },
        { comment: 'Switched the model sim/three off.' },
        { comment: 'Saved the model sim/three.' },
      ],
    },
  });
});
