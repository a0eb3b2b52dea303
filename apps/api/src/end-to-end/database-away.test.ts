import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleRequest } from '../testing/sample-generation.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { billedUsd, budgetPolicy, generate, prompt } from './budget-stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const binaries = findPostgres();

describe.skipIf(binaries === null)(`a database that is away [${binaries ?? `not found; ${howToGetPostgres}`}]`, () => {
  let server: PostgresServer;
  let penstock: TestPenstock;

  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
    penstock = await startPenstock({
      policy: (simulator) => budgetPolicy(simulator, '{}'),
      simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 0 } }],
      environment: { DATABASE_URL: await server.createDatabase() },
    });
    await penstock.services.budgets.save(sampleBudget({ id: v7(), name: 'strict', workspaceId: 'strict' }));
    await penstock.services.budgets.save(sampleBudget({ id: v7(), name: 'all', hard: false, workspaceId: 'loose' }));
  });
  afterAll(async () => {
    await penstock.close();
    await server.remove();
  });

  it('costs no generation and none twice; where a hard budget applies, callers are told', async () => {
    const { generations, prisma } = penstock.services;
    const completed: string[] = [];
    let isOver = false;
    const work = async (workspaceId: string): Promise<void> => {
      while (!isOver) {
        const parts = [{ type: 'text' as const, text: prompt }];
        const request = sampleRequest({ workspaceId, maxOutputTokens: 40, messages: [{ role: 'user', parts }] });
        const generation = await generations.run(request, new AbortController().signal);
        expect(generation.status).toBe('COMPLETED');
        completed.push(generation.id);
      }
    };
    const working = Promise.all(Array.from({ length: 8 }, (_, index) => work(index % 2 === 0 ? 'default' : 'loose')));
    await sleep(500);
    await server.stop('immediate');
    const refused = await generate(penstock, { workspaceId: 'strict' });
    await sleep(2_000);
    const countAway = completed.length;
    await sleep(500);
    expect(completed.length).toBeGreaterThan(countAway);
    await server.start();
    await sleep(1_500);
    isOver = true;
    await working;

    expect(refused).toEqual({
      code: 'INTERNAL',
      message: expect.stringContaining('the database that counts it does not answer'),
    });
    await vi.waitFor(async () => expect(await prisma.generation.count()).toBe(completed.length), 20_000);
    const ids = await prisma.generation.findMany({ select: { id: true } });
    expect(ids.map(({ id }) => id).sort()).toEqual([...completed].sort());
    const { totals } = await penstock.services.readUsage({ days: 1 });
    expect(totals.calls).toBe(completed.length);
    expect(Number(totals.costUsd)).toBeCloseTo(billedUsd(penstock.simulator.requests()), 9);
    const loose = (await penstock.services.budgets.list()).find(({ name }) => name === 'all');
    const spent = await penstock.services.readUsage({ days: 1, workspaceId: 'loose' });
    expect(loose).toMatchObject({ spentUsd: spent.totals.costUsd, reservedUsd: '0' });
    expect(await generate(penstock, { workspaceId: 'strict' })).toMatchObject({ model: 'sim/dear' });
  });
});
