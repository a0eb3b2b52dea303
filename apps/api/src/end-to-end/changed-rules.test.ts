import type { Simulator } from '@penstock/simulator';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { parseSamplePolicy } from '../testing/sample-rules.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query, type RecordedGeneration, readGeneration } from './read-generation.ts';

/** US dollars per million tokens, before and after the change. */
const oldPrice = 10;
const newPrice = 1000;

function policy(simulator: Simulator, price: number, models: readonly string[]): string {
  const entry = (name: string) =>
    `    ${name}: { context_window: 8192, max_output_tokens: 100, price: { input_per_mtok: ${price}, output_per_mtok: ${price} } }`;
  return `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, retry: { attempts: 1 },
    timeouts: { connect_ms: 1000, first_token_ms: 2000, idle_ms: 2000, total_ms: 20000 } }
models:
  sim:
${models.map(entry).join('\n')}
routing_rules: { chains: { ALL: [${models.map((name) => `sim/${name}`).join(', ')}] } }
`;
}

vi.setConfig({ testTimeout: 30_000 });

let penstock: TestPenstock;
let before: Simulator;
let after: Simulator;

beforeAll(async () => {
  const pace = { firstTokenMs: 2, tokensPerSecond: 0 };
  penstock = await startPenstock({
    simulators: [{ pace }, { pace }],
    policy: (simulator) => policy(simulator as Simulator, oldPrice, ['one', 'two']),
  });
  [before, after] = penstock.simulators as [Simulator, Simulator];
});
afterAll(() => penstock.close());

beforeEach(() => {
  for (const simulator of penstock.simulators) simulator.clear();
  penstock.rules.replace({ policy: parseSamplePolicy(policy(before, oldPrice, ['one', 'two'])) });
});

/** Changes an address and a price, and removes a model. */
function changeRules(): void {
  penstock.rules.replace({ policy: parseSamplePolicy(policy(after, newPrice, ['one'])) });
}

async function generate(): Promise<RecordedGeneration> {
  const mutation = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
  const input = { prompt: 'Write about the sea.', chain: 'ALL', maxTokens: 20 };
  const result = await query<{ generate: { id: string } }>(penstock, mutation, { input });
  return readGeneration(penstock, result.generate.id);
}

function costAt({ usage }: RecordedGeneration, usdPerMTok: number): number {
  return (usage.totalTokens * usdPerMTok) / 1_000_000;
}

it('a change of rules in the middle of an answer changes neither its price nor its provider', async () => {
  const tap = before.tap('one');
  tap.letThrough(3);
  const answer = generate();
  await vi.waitFor(() => expect(before.openStreams()).toBe(1), 5_000);
  changeRules();
  tap.letThrough();

  const generation = await answer;
  expect(generation).toMatchObject({ status: 'COMPLETED', model: 'sim/one', attempts: [{ outcome: 'SUCCEEDED' }] });
  expect(Number(generation.cost?.totalUsd)).toBeCloseTo(costAt(generation, oldPrice), 9);
  expect([before.requests().length, after.requests().length]).toEqual([1, 0]);

  const next = await generate();
  expect(Number(next.cost?.totalUsd)).toBeCloseTo(costAt(next, newPrice), 9);
  expect([before.requests().length, after.requests().length]).toEqual([1, 1]);
});

it('the next model of its plan continues an answer, although the rules in force no longer have it', async () => {
  before.tap('one');
  const answer = generate();
  await vi.waitFor(() => expect(before.openStreams()).toBe(1), 5_000);
  changeRules();

  const generation = await answer;
  expect(generation).toMatchObject({
    status: 'COMPLETED',
    model: 'sim/two',
    attempts: [{ outcome: 'FAILED', errorCode: 'TIMEOUT' }, { outcome: 'SUCCEEDED' }],
  });
  expect(Number(generation.cost?.totalUsd)).toBeCloseTo(costAt(generation, oldPrice), 9);
  expect(before.requests().map(({ model }) => model)).toEqual(['one', 'two']);
  expect(after.requests()).toEqual([]);
  await vi.waitFor(() => expect(penstock.rules.inUse()).toEqual([penstock.rules.current()]));
});
