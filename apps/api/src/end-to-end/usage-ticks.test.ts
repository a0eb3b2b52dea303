import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { createWorkspace } from '../testing/create-workspace.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { budgetPolicy, type GenerateResult, generate } from './budget-stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const query = `subscription ($workspace: ID) { usage(workspace: $workspace) {
  snapshot settled { calls costUsd outputTokens } today { calls costUsd } models { model today { calls } } } }`;

type Tick = {
  snapshot: boolean;
  settled: { calls: number; costUsd: string; outputTokens: number };
  today: { calls: number; costUsd: string };
  models: { model: string; today: { calls: number } }[];
};

const binaries = findPostgres();
let server: PostgresServer | null = null;
let replicas: readonly TestPenstock[] = [];

beforeAll(async () => {
  if (binaries !== null) server = await startPostgres(binaries);
});
afterAll(() => server?.remove());
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  replicas = [];
});

function start(environment: Record<string, string>): Promise<TestPenstock> {
  return startPenstock({
    policy: (simulator) => budgetPolicy(simulator, '{}'),
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 0 } }],
    environment,
  });
}

/** Follows the usage of a workspace; the results are in `ticks`. */
function follow({ url, key }: TestPenstock, workspace: string | null) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
  });
  const ticks: { tick: Tick; atMs: number }[] = [];
  client.subscribe<{ usage: Tick }>(
    { query, variables: { workspace } },
    {
      next: ({ data }) => data && ticks.push({ tick: data.usage, atMs: performance.now() }),
      error: () => {},
      complete: () => {},
    },
  );
  return { ticks, leave: () => client.dispose() };
}

function costOf(result: readonly GenerateResult[]): number {
  return result.reduce((sum, one) => sum + ('costUsd' in one ? Number(one.costUsd) : 0), 0);
}

describe.each([
  ['one process, embedded', false],
  [binaries === null ? `PostgreSQL: not found; ${howToGetPostgres}` : 'two replicas, PostgreSQL', true],
] as const)('the reported usage [%s]', (_, isServer) => {
  it.skipIf(isServer && binaries === null)('contains only the settled usage of the workspace, each once', async () => {
    const databaseUrl = isServer && server !== null ? await server.createDatabase() : null;
    const environment: Record<string, string> = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl };
    replicas = [await start(environment), ...(isServer ? [await start(environment)] : [])];
    const [first] = replicas as [TestPenstock];
    const last = replicas.at(-1) ?? first;
    await createWorkspace(first, 'blue');
    await createWorkspace(first, 'red');
    await last.services.access.refresh();
    const before = await generate(last, { workspaceId: 'blue' });

    const [blue, all] = [follow(first, 'blue'), follow(first, null)];
    await vi.waitFor(() => expect(blue.ticks).toHaveLength(1), 20_000);
    await vi.waitFor(() => expect(all.ticks).toHaveLength(1), 20_000);
    expect(blue.ticks[0]?.tick).toMatchObject({ snapshot: true, settled: { calls: 0 }, today: { calls: 1 } });

    const workspaces = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 'red' : 'blue'));
    const result: GenerateResult[] = [];
    for (const workspaceId of workspaces) result.push(await generate(last, { workspaceId }));
    const ofBlue = [before, ...result.filter((_, index) => workspaces[index] === 'blue')];
    await vi.waitFor(() => expect(blue.ticks.at(-1)?.tick.today.calls).toBe(31), 20_000);
    await vi.waitFor(() => expect(all.ticks.at(-1)?.tick.today.calls).toBe(41), 20_000);

    const settled = blue.ticks.slice(1).map(({ tick }) => tick.settled);
    expect(settled.reduce((sum, { calls }) => sum + calls, 0)).toBe(30);
    expect(settled.reduce((sum, { outputTokens }) => sum + outputTokens, 0)).toBe(30 * 40);
    expect(settled.reduce((sum, { costUsd }) => sum + Number(costUsd), 0)).toBeCloseTo(costOf(ofBlue.slice(1)), 9);
    expect(Number(blue.ticks.at(-1)?.tick.today.costUsd)).toBeCloseTo(costOf(ofBlue), 9);
    expect(all.ticks.at(-1)?.tick.models).toEqual([{ model: 'sim/dear', today: { calls: 41 } }]);
    // The pause is between two reads of the database. The events on the socket may be a little closer.
    for (const [index, { atMs }] of all.ticks.slice(2).entries()) {
      expect(atMs - (all.ticks[index + 1]?.atMs ?? 0)).toBeGreaterThan(500);
    }
    await Promise.all([blue.leave(), all.leave()]);
  });
});
