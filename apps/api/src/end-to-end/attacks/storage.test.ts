import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWorkspace } from '../../testing/create-workspace.ts';
import {
  findPostgres,
  howToGetPostgres,
  type PostgresServer,
  query,
  startPostgres,
} from '../../testing/postgres-server.ts';
import type { Suffering } from '../../testing/victim.ts';
import { budgetPolicy, type GenerateResult, generate } from '../budget-stage.ts';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const binaries = findPostgres();

/** Checks that the victim got its tokens without waiting for a database. */
function expectWell(suffering: Suffering, alone: Suffering): void {
  expect(suffering.end).toBeNull();
  expect(suffering.deltas).toBeGreaterThan(5);
  expect(suffering.longestSilenceMs).toBeLessThan(Math.max(1_000, 10 * alone.longestSilenceMs));
}

describe.skipIf(binaries === null)(`a database that is frozen [${binaries ?? howToGetPostgres}]`, () => {
  let server: PostgresServer;
  let databaseUrl: string;
  let stage: AttackStage;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
    databaseUrl = await server.createDatabase();
    stage = await startAttackStage({ environment: { DATABASE_URL: databaseUrl } });
  });
  afterAll(async () => {
    server.thaw();
    await stage.close();
    await server.remove();
  });

  const call = (input: Record<string, unknown> = {}): Promise<GenerateResult> =>
    generate(stage.service, { prompt: 'Say 5 words.', model: 'sim/calm', ...input });

  async function send(
    text: string,
    variables: object = {},
  ): Promise<{ data?: unknown; errors?: { message: string }[] }> {
    const { url, authorization } = stage.service;
    const headers = { 'content-type': 'application/json', authorization };
    const body = JSON.stringify({ query: text, variables });
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
  }

  async function timed<Result>(act: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
    const startedMs = performance.now();
    const result = await act();
    return { result, ms: performance.now() - startedMs };
  }

  async function ready(): Promise<{ status: number; body: { status: string; degraded: object } }> {
    const response = await fetch(`${stage.service.url}/readyz`);
    return { status: response.status, body: (await response.json()) as { status: string; degraded: object } };
  }

  it('delays one call, and no later call; all are recorded when it answers again', async () => {
    const save = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
    await createWorkspace(stage.service, 'strict');
    const input = { name: 'strict', workspaceId: 'strict', window: 'TOTAL', limitUsd: '10', hard: true };
    expect((await send(save, { input })).errors).toBeUndefined();
    expect(await call()).toMatchObject({ model: 'sim/calm' });
    const alone = await stage.victim.alone();
    await server.freeze();

    const suffering = await stage.victim.during(async () => {
      const first = await timed(() => call());
      expect(first.result).toMatchObject({ model: 'sim/calm' });
      // The outage is detected now, so no caller waits: one without a budget, one with a hard budget, and a reader.
      await vi.waitFor(async () =>
        expect((await ready()).body).toMatchObject({ degraded: { database: expect.any(String) } }),
      );
      const later = await timed(async () => {
        for (let each = 0; each < 10; each++) expect(await call()).toMatchObject({ model: 'sim/calm' });
      });
      const refused = await timed(() => call({ workspaceId: 'strict' }));
      const read = await timed(() =>
        send('{ usage(input: { days: 1 }) { totals { calls } } budgets { id } generations { nodes { id } } }'),
      );
      for (const { ms } of [later, refused, read]) expect(ms).toBeLessThan(3 * first.ms);
      expect(refused.result).toMatchObject({
        code: 'INTERNAL',
        message: expect.stringContaining('hard budget applies'),
      });
      expect(read.result.errors?.[0]?.message).toMatch(/^The database does not answer; try again in a moment\./);
      expect(await ready()).toMatchObject({ status: 200, body: { status: 'degraded' } });
    });
    expectWell(suffering, alone);

    server.thaw();
    await vi.waitFor(async () => expect((await ready()).body.status).toBe('ready'), 20_000);
    const count = "SELECT count(*)::int AS count FROM generation WHERE status = 'COMPLETED'";
    await vi.waitFor(async () => expect(await query(databaseUrl, count)).toEqual([{ count: 12 }]), 20_000);
    expect(await call({ workspaceId: 'strict' })).toMatchObject({ model: 'sim/calm' });
  });

  it('does not slow the victim down during readiness checks', async () => {
    const alone = await stage.victim.alone();
    const statuses = new Set<number>();
    const suffering = await stage.victim.during(async () => {
      // At least a second, in which the victim is due twenty tokens.
      const endMs = performance.now() + 1_000;
      for (let wave = 0; wave < 10 || performance.now() < endMs; wave++) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => ready()));
        for (const { status } of answers) statuses.add(status);
      }
    });
    expect([...statuses]).toEqual([200]);
    expectWell(suffering, alone);
  });

  it('lists the stream of a victim while it runs, also for other processes', async () => {
    const { data } = await send(
      '{ generations(filter: { status: RUNNING }) { nodes { id status cost { totalUsd } } } }',
    );
    expect(data).toEqual({ generations: { nodes: [{ id: expect.any(String), status: 'RUNNING', cost: null }] } });
    const noted = "SELECT (attempts->0->>'isEstimated')::boolean AS estimated FROM running_generation";
    expect(await query(databaseUrl, noted)).toEqual([{ estimated: true }]);
  });
});

describe('a data folder that is not a database', () => {
  it('stops the start, and keeps its content', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'penstock-strange-'));
    const data = join(folder, 'home', 'data');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'thesis.txt'), 'years of work');
    await writeFile(join(folder, 'policy.yml'), budgetPolicy({ baseUrl: () => 'http://127.0.0.1:9/v1' }, '{}'));
    const environment = {
      PATH: process.env.PATH,
      PENSTOCK_HOME: 'home',
      PENSTOCK_POLICY: 'policy.yml',
      PORT: '0',
      PENSTOCK_PRICE_UPDATES: 'false',
    };
    const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [main], { cwd: folder, env: environment, encoding: 'utf8' });
    expect(status).toBe(1);
    const reason = "it holds other files ('thesis.txt')";
    expect(stderr).toContain(`Penstock cannot start.\nThe embedded database in ${data} does not start (${reason}): `);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(await readdir(data)).toEqual(['thesis.txt']);
    expect(await readFile(join(data, 'thesis.txt'), 'utf8')).toBe('years of work');
    await rm(folder, { recursive: true, force: true });
  });
});
