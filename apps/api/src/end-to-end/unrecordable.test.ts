import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { budgetPolicy, generate } from './budget-stage.ts';
import { chatCompletionsEndpoint } from './chat-completions-endpoint.ts';
import { subscriptionEndpoint } from './subscription-endpoint.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const binaries = findPostgres();
const prompt = 'Write 10 tokens about the sea.';

async function readiness({ url }: TestPenstock): Promise<object> {
  const response = await fetch(`${url}/readyz`);
  const { status, failed } = (await response.json()) as { status: string; failed: object };
  return { code: response.status, status, failed: Object.keys(failed) };
}

describe.skipIf(binaries === null)(
  `with neither database nor journal [${binaries ?? `PostgreSQL not found; ${howToGetPostgres}`}]`,
  () => {
    let server: PostgresServer;
    let home: string;
    let penstock: TestPenstock;

    beforeAll(async () => {
      server = await startPostgres(binaries ?? '');
      home = await mkdtemp(join(tmpdir(), 'penstock-unrecordable-'));
      penstock = await startPenstock({
        policy: (simulator) => budgetPolicy(simulator, '{}'),
        environment: { DATABASE_URL: await server.createDatabase(), PENSTOCK_HOME: home },
      });
    });
    afterAll(async () => {
      await penstock.close();
      await server.remove();
      await rm(home, { recursive: true, force: true });
    });

    it('no model is called after a call that could not be recorded, until one of the two is available again', async () => {
      const journal = join(home, 'settlements.journal');
      const calls = (): number => penstock.simulator.requests().length;
      // The file cannot be written, as on a full disk.
      await mkdir(journal);
      await server.stop('fast');

      const notRecorded = 'The generation could not be recorded, neither in the database nor in the journal.';
      expect(await generate(penstock)).toEqual({ code: 'INTERNAL', message: notRecorded });
      expect(calls()).toBe(1);

      const refused = expect.stringContaining(
        'No model is called, because neither the database nor the journal can store',
      );
      expect(await generate(penstock)).toEqual({ code: 'INTERNAL', message: refused });
      for (const endpoint of [subscriptionEndpoint, chatCompletionsEndpoint]) {
        const { end } = await endpoint.send(penstock, { prompt, chain: 'ONE' });
        expect(end).toMatchObject({ type: 'failed', message: refused });
      }
      expect(calls()).toBe(1);
      expect(await readiness(penstock)).toEqual({ code: 503, status: 'not ready', failed: ['records'] });

      await rm(journal, { recursive: true });
      await vi.waitFor(async () => expect(await generate(penstock)).toMatchObject({ model: 'sim/dear' }), 10_000);
      await vi.waitFor(
        async () => expect(await readiness(penstock)).toEqual({ code: 200, status: 'degraded', failed: [] }),
        10_000,
      );
      await server.start();
      const { prisma } = penstock.services;
      await vi.waitFor(async () => expect(await prisma.generation.count()).toBe(1), 20_000);
      expect(await generate(penstock)).toMatchObject({ model: 'sim/dear' });
    });
  },
);
