import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSamplePolicy } from '../testing/sample-rules.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query, readGeneration } from './read-generation.ts';
import { connect } from './subscription-endpoint.ts';

vi.setConfig({ testTimeout: 60_000 });

let penstock: TestPenstock;
beforeAll(async () => {
  penstock = await startPenstock({
    policy: (simulator) => policyOf(simulator.baseUrl('openai'), ''),
    simulators: [{ pace: { firstTokenMs: 2, tokensPerSecond: 0 } }],
  });
}, 60_000);
afterAll(() => penstock.close());

/** Each model has its own provider. A prompt of ten tokens and 40 of output cost up to 0.0041 dollars. */
function policyOf(baseUrl: string, more: string): string {
  const names = ['late', 'quick-50tps', 'third', 'fresh'];
  const price = 'price: { input_per_mtok: 10, output_per_mtok: 100 }';
  return `providers:
${names.map((name) => `  ${name}: { dialect: openai, base_url: "${baseUrl}", api_key: key, timeouts: { first_token_ms: 2000 }, retry: { base_ms: 20 } }`).join('\n')}
models:
${names.map((name) => `  ${name}: { m: { upstream_name: ${name}, context_window: 8192, max_output_tokens: 4096, quality: 0.7, ${price} } }`).join('\n')}
routing_rules: { chains: { ALL: [late/m, quick-50tps/m, third/m], FRESH: [fresh/m, third/m] } }
${more}`;
}

async function enforce(more: string): Promise<void> {
  const { rules, services, simulator } = penstock;
  rules.replace({ policy: parseSamplePolicy(policyOf(simulator.baseUrl('openai'), more)) });
  const limits = /daily_budget: ([\d.]+)/.exec(more)?.slice(1).map(Number) ?? [];
  await vi.waitFor(
    async () => expect((await services.budgets.list()).map(({ limitUsd }) => Number(limitUsd))).toEqual(limits),
    10_000,
  );
  // Removing a missing budget makes the ledger read the budgets again.
  await services.budgets.remove(v7());
}

const hedged = 'features: { hedging: { after_ms: 150 } }';
const input = { prompt: 'Write 1000 tokens about the sea.', maxTokens: 40 };

const document = `subscription ($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on NumberedEvent { generationId }
    ... on TextDelta { text }
    ... on AttemptHedged { attempt model afterMs secondAttempt secondModel }
    ... on AttemptOutrun { attempt model reason answeringModel }
    ... on AttemptFailed { model errorCode nextModel }
  }
}`;

type Event = { __typename: string; generationId: string; text?: string; afterMs?: number };

/** `onEvent` receives each event when it arrives. */
async function generate(onEvent: (event: Event) => unknown = () => {}, chain = 'ALL') {
  const client = connect(penstock);
  const events: Event[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ generate: Event }>({
      query: document,
      variables: { input: { ...input, chain } },
    })) {
      if (data == null) throw new Error(errors?.map(({ message }) => message).join('; '));
      events.push(data.generate);
      await onEvent(data.generate);
    }
  } finally {
    await client.dispose();
  }
  const record = await readGeneration(penstock, events[0]?.generationId ?? null);
  return { events, record, path: record.attempts.map(({ model, outcome }) => `${model} ${outcome}`) };
}

const kindsOf = (events: readonly Event[]): readonly string[] => [
  ...new Set(events.map(({ __typename }) => __typename)),
];
const seen = (model: string) => penstock.simulator.requests().filter((request) => request.model === model);

beforeEach(() => penstock.simulator.clear());

describe('a call whose first token is late', () => {
  test('is outrun by a second call: one stream, the slower call closed immediately, both paid and both shown', async () => {
    await enforce(`${hedged}\ncost_controls: { daily_budget: 1 }`);
    penstock.simulator.script('late', ['slow-first-token:1900']);
    const { events, record, path } = await generate();
    expect(kindsOf(events)).toEqual([
      'GenerationStarted',
      'AttemptHedged',
      'AttemptOutrun',
      'TextDelta',
      'GenerationCompleted',
    ]);
    expect(events[1]).toMatchObject({
      attempt: 1,
      model: 'late/m',
      afterMs: 150,
      secondAttempt: 2,
      secondModel: 'quick-50tps/m',
    });
    expect(events[2]).toMatchObject({ attempt: 1, model: 'late/m', answeringModel: 'quick-50tps/m' });
    expect(path).toEqual(['late/m OUTRUN', 'quick-50tps/m SUCCEEDED']);
    expect(events.map(({ text = '' }) => text).join('')).toBe(record.text);
    const [late, quick] = [seen('late')[0], seen('quick-50tps')[0]];
    // The answer takes most of a second. The slower call is closed long before its end.
    expect(late).toMatchObject({ state: 'aborted', tokensSent: 0 });
    expect(late?.endedAt).toBeLessThan(quick?.endedAt ?? 0);
    const costs = record.attempts.map(({ costUsd }) => Number(costUsd));
    expect(record.attempts[0]).toMatchObject({
      estimated: true,
      errorCode: null,
      errorMessage: 'late/m had sent nothing after 150 ms, and quick-50tps/m, which was also called, answered first.',
      usage: { outputTokens: 0 },
    });
    expect(Math.min(...costs)).toBeGreaterThan(0);
    expect(Number(record.cost?.totalUsd)).toBeCloseTo(
      costs.reduce((sum, cost) => sum + cost, 0),
      9,
    );
    const [period] = await penstock.services.prisma.budgetPeriod.findMany();
    expect(period?.spentUsd.toFixed()).toBe(record.cost?.totalUsd);
    expect(period?.reservedUsd.toNumber()).toBe(0);
  });

  test('returns its reservation while the second call still answers', async () => {
    await enforce('');
    await penstock.services.prisma.$executeRaw`TRUNCATE usage_hour, usage_recent`;
    await enforce(`${hedged}\ncost_controls: { daily_budget: 1 }`);
    penstock.simulator.script('late', ['silent']);
    const tap = penstock.simulator.tap('quick-50tps');
    tap.letThrough(3);
    let isSeen = false;
    const { record } = await generate(async ({ __typename }) => {
      if (__typename !== 'TextDelta' || isSeen) return;
      isSeen = true;
      const figures = async () => {
        const [period] = await penstock.services.prisma.budgetPeriod.findMany();
        return Number(period?.reservedUsd);
      };
      // The worst case of the second call, 0.00416, and the prompt of the first, 0.00016. Both could cost 0.00832.
      await vi.waitFor(async () => expect(await figures()).toBeCloseTo(0.00432, 6), 10_000);
      tap.letThrough();
    });
    expect([record.status, isSeen]).toEqual(['COMPLETED', true]);
  });

  test('continues alone if the budget pays for one of two', async () => {
    await enforce('');
    // A new daily budget starts with the usage of the day.
    await penstock.services.prisma.$executeRaw`TRUNCATE usage_hour, usage_recent`;
    await enforce(`${hedged}\ncost_controls: { daily_budget: 0.006 }`);
    penstock.simulator.script('late', ['slow-first-token:600']);
    const { path, record } = await generate();
    expect(path).toEqual(['late/m SUCCEEDED', 'quick-50tps/m SKIPPED']);
    expect(record.attempts[1]?.errorMessage).toMatch(/^quick-50tps\/m was not called: .*budget/);
    expect(Number(record.attempts[1]?.costUsd)).toBe(0);
    expect(seen('quick-50tps')).toEqual([]);
    await enforce('');
  });

  test('stays within the cost limit of its request', async () => {
    await enforce(`${hedged}\ncost_controls: { per_request_limit: 0.006 }`);
    penstock.simulator.script('late', ['slow-first-token:600']);
    expect((await generate()).path).toEqual(['late/m SUCCEEDED', 'quick-50tps/m SKIPPED']);
  });

  test('is followed by the next model if both fail', async () => {
    await enforce(hedged);
    penstock.simulator.script('late', ['silent']);
    penstock.simulator.script('quick-50tps', ['bad-credentials']);
    const { events, path } = await generate();
    expect(path).toEqual(['late/m FAILED', 'quick-50tps/m FAILED', 'third/m SUCCEEDED']);
    expect(events.filter(({ __typename }) => __typename === 'AttemptFailed')).toMatchObject([
      { model: 'quick-50tps/m', errorCode: 'AUTHENTICATION', nextModel: 'late/m' },
      { model: 'late/m', errorCode: 'TIMEOUT', nextModel: 'third/m' },
    ]);
  });

  test('is cancelled together with the second call', async () => {
    await enforce(hedged);
    for (const model of ['late', 'third']) penstock.simulator.script(model, ['silent']);
    penstock.simulator.script('quick-50tps', ['silent']);
    // The account of the previous test was refused, so the second call may go to another model.
    const { record, path } = await generate(async ({ __typename, generationId }) => {
      if (__typename !== 'AttemptHedged') return;
      await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(2), 10_000);
      await query(penstock, 'mutation ($id: ID!) { cancelGeneration(id: $id) { id } }', { id: generationId });
    });
    expect(record.status).toBe('CANCELLED');
    expect(path).toHaveLength(2);
    expect(path.every((step) => step.endsWith('CANCELLED'))).toBe(true);
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0), 10_000);
    expect(penstock.simulator.requests().map(({ state }) => state)).toEqual(['aborted', 'aborted']);
  });

  test('is late after the measured 95th percentile, if the policy says so', async () => {
    await enforce('features: { hedging: { after: p95 } }');
    const ask = () => generate(undefined, 'FRESH');
    for (let calls = 0; calls < 20; calls += 1) expect((await ask()).path).toEqual(['fresh/m SUCCEEDED']);
    // The figures are read again after a short time.
    const { health } = penstock.services;
    await vi.waitFor(() => expect(health.read('fresh/m').p95FirstTokenMs).not.toBeNull(), 10_000);
    const told = await query<{ model: { health: { p95FirstTokenMs: number | null } } }>(
      penstock,
      '{ model(id: "fresh/m") { health { p95FirstTokenMs } } }',
    );
    expect(told.model.health.p95FirstTokenMs).toBeGreaterThanOrEqual(0);
    penstock.simulator.script('fresh', ['silent']);
    const { events, path } = await ask();
    expect(path).toEqual(['fresh/m OUTRUN', 'third/m SUCCEEDED']);
    const { afterMs } = events.find(({ __typename }) => __typename === 'AttemptHedged') ?? {};
    // The minimum, below the first-token timeout.
    expect(afterMs).toBeGreaterThanOrEqual(250);
    expect(afterMs).toBeLessThan(2_000);
  });

  test('is outrun on /v1 too: the answer and its headers name the answering model', async () => {
    await enforce(hedged);
    penstock.simulator.script('late', ['silent']);
    const response = await fetch(`${penstock.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: penstock.authorization },
      body: JSON.stringify({
        model: 'ALL',
        max_tokens: 40,
        stream: true,
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    });
    const text = await response.text();
    expect(response.headers.get('x-penstock-model')).not.toBe('late/m');
    expect(text).not.toContain('"model":"late/m"');
    expect(text).toContain('[DONE]');
  });
});
