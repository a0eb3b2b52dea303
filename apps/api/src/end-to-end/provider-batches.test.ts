import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSamplePolicy } from '../testing/sample-rules.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import {
  batchPolicy,
  callsOf,
  farDeadline,
  hasEnded,
  readBatch,
  rowsOf,
  startBatch,
  untilBatch,
  usdOfBatches,
  usdOfCalls,
} from './provider-batches-stage.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe('a batch with a deadline', () => {
  let penstock: TestPenstock;
  beforeAll(async () => {
    penstock = await startPenstock({
      policy: (simulator) => batchPolicy(simulator ?? never()),
      simulators: [{ pace: { firstTokenMs: 0, tokensPerSecond: 0 } }],
    });
  });
  afterAll(() => penstock.close());
  afterEach(() => penstock.simulator.clear());

  const start = (inputs: readonly object[], deadline = farDeadline()) => startBatch(penstock, inputs, deadline);
  const until = (id: string, isReached: Parameters<typeof untilBatch>[2]) => untilBatch(penstock, id, isReached);
  const isSent = ({ providerBatches }: { providerBatches: readonly { status: string }[] }): boolean =>
    providerBatches.length > 0 && providerBatches.every(({ status }) => status === 'RUNNING');
  const money = async () => {
    const sums = await penstock.services.prisma.$queryRaw<{ spent: number; reserved: number; held: number }[]>`
      SELECT sum(spent_usd)::float8 AS spent, sum(reserved_usd)::float8 AS reserved,
        (SELECT coalesce(sum(amount_usd), 0) FROM reservation)::float8 AS held FROM budget_period`;
    return sums[0] ?? { spent: 0, reserved: 0, held: 0 };
  };
  /** Measures the spending and reservations from now on. */
  const measure = async () => {
    const before = await money();
    return async () => {
      const { spent, reserved, held } = await money();
      return { spent: spent - (before.spent ?? 0), reserved: reserved ?? 0, held };
    };
  };
  /** Resolves when this was spent and nothing is reserved. The reservation of a batch ends shortly after the batch. */
  const settles = (change: Awaited<ReturnType<typeof measure>>, usd: number) =>
    vi.waitFor(
      async () => expect(await change()).toEqual({ spent: expect.closeTo(usd, 10), reserved: 0, held: 0 }),
      10_000,
    );

  it('has its rows answered by the batches of both vendors at half the price, and its other rows called', async () => {
    const change = await measure();
    const inputs = [...rowsOf('openai/mini', 3), ...rowsOf('anthropic/small', 3), ...rowsOf('plain/own', 2)];
    const ended = await until(await start(inputs), hasEnded);
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: 8, failed: 0 });
    expect(ended.results.nodes.map(({ generation }) => generation?.text)).toEqual(
      inputs.map(({ prompt }) => prompt.slice(18, -1)),
    );
    expect(ended.providerBatches).toMatchObject([
      { provider: 'anthropic', status: 'ENDED', total: 3, answered: 3, reason: null },
      { provider: 'openai', status: 'ENDED', total: 3, answered: 3, reason: null },
    ]);
    expect(penstock.simulator.batches().map(({ rows }) => rows.length)).toEqual([3, 3]);
    expect(callsOf(penstock.simulator).map(({ model }) => model)).toEqual(['own', 'own']);
    const usd = usdOfBatches(penstock.simulator.batches()) + usdOfCalls(penstock.simulator);
    expect(Number(ended.costUsd)).toBeCloseTo(usd, 12);
    await settles(change, usd);
    const [batched, , , , , , called] = ended.results.nodes;
    expect(batched?.generation?.cost.priceSource).toBe('policy, batch at 0.5 of it');
    expect(called?.generation?.cost.priceSource).toBe('policy');
    expect(Number(batched?.costUsd)).toBeCloseTo(Number(called?.costUsd ?? 0) / 2, 1);
  });

  it('reserves half the worst case for sent rows', async () => {
    penstock.simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
    const change = await measure();
    const inputs = rowsOf('openai/mini', 4).map((input) => ({ ...input, maxTokens: 100 }));
    const id = await start(inputs);
    const sent = await until(id, isSent);
    expect(sent.results.nodes.map(({ status }) => status)).toEqual(['SENT', 'SENT', 'SENT', 'SENT']);
    const { reserved, held } = await change();
    const promptUsd = reserved * 2 - (4 * 100 * 100) / 1_000_000;
    expect(held).toBeCloseTo(reserved, 12);
    expect(promptUsd).toBeGreaterThan(0);
    expect(promptUsd).toBeLessThan(0.01);
    penstock.simulator.paceBatches();
    const ended = await until(id, hasEnded);
    const usd = usdOfBatches(penstock.simulator.batches());
    expect(Number(ended.costUsd)).toBeCloseTo(usd, 12);
    await settles(change, usd);
  });

  it('calls every row if the deadline leaves too little time', async () => {
    const id = await start(rowsOf('openai/mini', 3), new Date(Date.now() + 23 * 3_600_000));
    expect(await until(id, hasEnded)).toMatchObject({ completed: 3, providerBatches: [] });
    expect(callsOf(penstock.simulator)).toHaveLength(3);
  });

  it('calls the rows that the batch refuses, and only rows that are refused again fail', async () => {
    penstock.simulator.script('mini', [null, '500', null]);
    const ended = await until(
      await start([...rowsOf('openai/mini', 3), ...rowsOf('openai/sim-context-length', 1)]),
      hasEnded,
    );
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: 3, failed: 1 });
    const { nodes } = ended.results;
    expect(nodes.map(({ errorCode }) => errorCode)).toEqual([null, null, null, expect.any(String)]);
    expect(nodes.map(({ providerBatchId }) => providerBatchId === null)).toEqual([false, true, false, true]);
    expect(ended.providerBatches.find(({ total }) => total === 3)).toMatchObject({
      answered: 2,
      reason: expect.stringContaining('The server had an error'),
    });
    const usd = usdOfBatches(penstock.simulator.batches()) + usdOfCalls(penstock.simulator);
    expect(Number(ended.costUsd)).toBeCloseTo(usd, 12);
  });

  it('calls the rows of a batch that expires, by both vendors', async () => {
    penstock.simulator.paceBatches({ mostAnswered: 2 });
    const inputs = [...rowsOf('openai/mini', 3), ...rowsOf('anthropic/small', 3)];
    const ended = await until(await start(inputs), hasEnded);
    expect(ended).toMatchObject({ completed: 6, failed: 0 });
    expect(ended.providerBatches.map(({ answered }) => answered)).toEqual([2, 2]);
    expect(callsOf(penstock.simulator)).toHaveLength(2);
    const usd = usdOfBatches(penstock.simulator.batches()) + usdOfCalls(penstock.simulator);
    expect(Number(ended.costUsd)).toBeCloseTo(usd, 12);
  });

  it.each(['openai/mini', 'anthropic/small'])(
    'is cancelled at its provider, which bills the finished answers: %s',
    async (model) => {
      penstock.simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY, mostAnswered: 1 });
      const change = await measure();
      const id = await start(rowsOf(model, 4));
      await until(id, isSent);
      await query(penstock, 'mutation ($id: ID!) { cancelBatch(id: $id) { status } }', { id });
      const ended = await until(id, hasEnded);
      expect(ended).toMatchObject({ status: 'CANCELLED', completed: 1, failed: 3 });
      expect(ended.results.nodes.map(({ status }) => status)).toEqual([
        'COMPLETED',
        'CANCELLED',
        'CANCELLED',
        'CANCELLED',
      ]);
      const batches = penstock.simulator.batches();
      expect(batches).toMatchObject([{ isCancelled: true }]);
      expect(callsOf(penstock.simulator)).toHaveLength(0);
      const usd = usdOfBatches(batches);
      expect(usd).toBeGreaterThan(0);
      await settles(change, usd);
    },
  );

  it.each(['openai/mini', 'anthropic/small'])(
    'is cancelled at its provider when the deadline is near, and runs alone: %s',
    async (model) => {
      penstock.simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
      const id = await start(rowsOf(model, 3));
      await until(id, isSent);
      await penstock.services.prisma.batch.update({
        where: { id },
        data: { deadline: new Date(Date.now() + 1_800_000), dueAt: new Date() },
      });
      const ended = await until(id, hasEnded);
      expect(ended).toMatchObject({ status: 'COMPLETED', completed: 3 });
      expect(penstock.simulator.batches()).toMatchObject([{ isCancelled: true, bill: { outputTokens: 0 } }]);
      expect(callsOf(penstock.simulator)).toHaveLength(3);
      expect(Number(ended.costUsd)).toBeCloseTo(usdOfCalls(penstock.simulator), 12);
    },
  );

  it.each([
    ['openai/mini', [null, 'cut']],
    ['anthropic/small', ['cut']],
  ])('finds a batch whose submission was interrupted, and submits it once: %s', async (model, faults) => {
    penstock.simulator.script('batches', faults);
    const ended = await until(await start(rowsOf(model, 3)), hasEnded);
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: 3 });
    expect(penstock.simulator.batches()).toHaveLength(1);
    expect(callsOf(penstock.simulator)).toHaveLength(0);
    expect(Number(ended.costUsd)).toBeCloseTo(usdOfBatches(penstock.simulator.batches()), 12);
  });

  it('calls every row if the provider refuses the batch', async () => {
    penstock.simulator.script('batches', ['quota']);
    const ended = await until(await start(rowsOf('openai/mini', 2)), hasEnded);
    expect(ended).toMatchObject({ completed: 2, providerBatches: [{ status: 'ENDED', answered: 0 }] });
    expect(callsOf(penstock.simulator)).toHaveLength(2);
    expect(penstock.simulator.batches()).toHaveLength(0);
  });

  it.each(['openai/mini', 'anthropic/small'])(
    'does not call rows with unreadable lines again, and charges them at half the price: %s',
    async (model) => {
      penstock.simulator.script(model.split('/')[1] ?? '', [null, 'cut', null]);
      const change = await measure();
      const ended = await until(await start(rowsOf(model, 3)), hasEnded);
      expect(ended).toMatchObject({ status: 'COMPLETED', completed: 2, failed: 1 });
      expect(callsOf(penstock.simulator)).toHaveLength(0);
      const [, broken] = ended.results.nodes;
      expect(broken).toMatchObject({ status: 'FAILED', errorCode: 'INVALID_RESPONSE' });
      expect(broken?.generation?.cost.priceSource).toBe('policy, batch at 0.5 of it');
      expect(Number(broken?.costUsd)).toBeGreaterThan(0);
      expect(ended.providerBatches).toMatchObject([{ answered: 3, reason: '1 of its results cannot be read.' }]);
      await settles(change, Number(ended.costUsd));
    },
  );

  it('removes its data from its providers', async () => {
    await until(await start([...rowsOf('openai/mini', 2), ...rowsOf('anthropic/small', 2)]), hasEnded);
    await vi.waitFor(() => {
      expect(penstock.simulator.batchFiles()).toEqual([]);
      expect(penstock.simulator.batches().map(({ areResultsRemoved }) => areResultsRemoved)).toEqual([true, true]);
    }, 10_000);
  });

  it('is answered and charged by its plan if its model has left the policy', async () => {
    penstock.simulator.paceBatches({ delayMs: Number.POSITIVE_INFINITY });
    const change = await measure();
    const id = await start(rowsOf('openai/mini', 3));
    await until(id, isSent);
    const policy = batchPolicy(penstock.simulator);
    penstock.rules.replace({ policy: parseSamplePolicy(policy.replaceAll(' mini:', ' other:')) });
    penstock.simulator.paceBatches();
    const ended = await until(id, hasEnded);
    penstock.rules.replace({ policy: parseSamplePolicy(policy) });
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: 3, failed: 0 });
    const usd = usdOfBatches(penstock.simulator.batches());
    expect(Number(ended.costUsd)).toBeCloseTo(usd, 12);
    await settles(change, usd);
  });

  it('has a deadline in the future, and not too far', async () => {
    for (const deadline of [new Date(Date.now() - 1_000), new Date(Date.now() + 31 * 86_400_000)]) {
      await expect(start(rowsOf('openai/mini', 1), deadline)).rejects.toThrow('deadline must be in the future');
    }
    expect((await readBatch(penstock, await start(rowsOf('plain/own', 1)))).total).toBe(1);
  });
});

function never(): never {
  throw new Error('There is no simulator.');
}
