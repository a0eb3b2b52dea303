import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWorkspace } from '../testing/create-workspace.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { billedUsd, budgetPolicy, generate } from './budget-stage.ts';
import { chatCompletionsEndpoint } from './chat-completions-endpoint.ts';
import { query } from './read-generation.ts';
import { subscriptionEndpoint } from './subscription-endpoint.ts';
import type { CallerResult } from './test-endpoint.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const binaries = findPostgres();

const awayMs = 10_000;

/** `/readyz` reuses its results for 200 ms; the rest is a margin. */
const findingsHoldMs = 1_000;
const prompt = 'Write 40 tokens about the sea.';

/** The calls. Each resolves to the id of a completed generation. */
const completions: readonly ((service: TestPenstock) => Promise<string>)[] = [
  async (service) => {
    const result = await generate(service);
    if ('code' in result) throw new Error(result.message);
    return result.id;
  },
  async (service) => idOf(await subscriptionEndpoint.send(service, { prompt, chain: 'ONE' })),
  async (service) => idOf(await chatCompletionsEndpoint.send(service, { prompt, chain: 'ONE' })),
];

function idOf({ generationId, end }: CallerResult): string {
  if (end.type === 'failed' || generationId === null) throw new Error(JSON.stringify(end));
  return generationId;
}

const reads: readonly string[] = [
  '{ usage(input: { days: 1 }) { totals { calls } } }',
  '{ generations(first: 1) { edges { node { id } } } }',
  '{ budgets { id spentUsd } }',
];

/** The error messages of callers that read. */
async function readAll(service: TestPenstock): Promise<readonly string[]> {
  return Promise.all(
    reads.map((text) =>
      query(service, text).then(
        () => 'an answer',
        (error: Error) => error.message,
      ),
    ),
  );
}

async function readiness({ url }: TestPenstock): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  const { status, failed, degraded } = (await response.json()) as Record<'status' | 'failed' | 'degraded', object>;
  return [response.status, status, ...Object.keys({ ...failed, ...degraded })].join(' ');
}

describe.skipIf(binaries === null).each(['immediate', 'fast'] as const)(
  `a database that is unavailable for ten seconds (%s stop) [${binaries ?? `not found; ${howToGetPostgres}`}]`,
  (mode) => {
    let server: PostgresServer;
    let penstock: TestPenstock;

    beforeAll(async () => {
      server = await startPostgres(binaries ?? '');
      penstock = await startPenstock({
        policy: (simulator) => budgetPolicy(simulator, '{}'),
        simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 0 }, rememberedRequests: 100_000 }],
        environment: { DATABASE_URL: await server.createDatabase() },
      });
      await createWorkspace(penstock, 'strict');
      await penstock.services.budgets.save(sampleBudget({ id: v7(), name: 'strict', workspaceId: 'strict' }));
      await penstock.services.budgets.save(sampleBudget({ id: v7(), name: 'all', hard: false }));
    });
    afterAll(async () => {
      await penstock.close();
      await server.remove();
    });

    it('costs no generation and none twice; with a hard budget, and for reads, callers get an error', async () => {
      const { prisma } = penstock.services;
      const completed: string[] = [];
      let isOver = false;
      const work = async (complete: (typeof completions)[number]): Promise<void> => {
        while (!isOver) completed.push(await complete(penstock));
      };
      const working = Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          work(completions[index % completions.length] as (typeof completions)[number]),
        ),
      );
      await vi.waitFor(() => expect(completed.length).toBeGreaterThan(20), 60_000);
      expect([await readiness(penstock), ...(await readAll(penstock))]).toEqual([
        '200 ready',
        ...reads.map(() => 'an answer'),
      ]);

      await server.stop(mode);
      const stoppedAtMs = performance.now();
      const strict = { workspaceId: 'strict' };
      const refused = await generate(penstock, strict);
      const planned = await query(penstock, planQuery, { input: { prompt, ...strict } }).catch(
        (error: Error) => error.message,
      );
      const readAway = await readAll(penstock);
      const degraded = '200 degraded database';
      await vi.waitFor(async () => expect(await readiness(penstock)).toBe(degraded), findingsHoldMs);
      const countAway = completed.length;
      await sleep(Math.max(0, awayMs - (performance.now() - stoppedAtMs)));
      expect(completed.length).toBeGreaterThan(countAway);
      await server.start();
      await vi.waitFor(async () => expect(await readiness(penstock)).toBe('200 ready'), 20_000);
      await sleep(1_500);
      isOver = true;
      await working;

      const unanswered = 'A hard budget applies to this request, but the database that counts it does not answer';
      expect(refused).toEqual({ code: 'INTERNAL', message: expect.stringContaining(unanswered) });
      expect(planned).toContain(unanswered);
      for (const result of readAway) {
        expect(result).toMatch(
          /^The database does not answer; try again in a moment\. The service's log has the details under [-0-9a-f]{36}\.$/,
        );
      }
      await vi.waitFor(async () => expect(await prisma.generation.count()).toBe(completed.length), 30_000);
      const ids = await prisma.generation.findMany({ select: { id: true } });
      expect(ids.map(({ id }) => id).sort()).toEqual([...completed].sort());
      const { totals } = await penstock.services.readUsage({ days: 1 });
      expect(totals.calls).toBe(completed.length);
      expect(Number(totals.costUsd)).toBeCloseTo(billedUsd(penstock.simulator.requests()), 9);
      const all = (await penstock.services.budgets.list()).find(({ name }) => name === 'all');
      expect(all).toMatchObject({ spentUsd: totals.costUsd, reservedUsd: '0' });
      expect(await readAll(penstock)).toEqual(reads.map(() => 'an answer'));
      expect(await generate(penstock, strict)).toMatchObject({ model: 'sim/dear' });
    });
  },
);

const planQuery = 'query ($input: GenerateInput!) { plan(input: $input) { candidates { modelId } } }';
