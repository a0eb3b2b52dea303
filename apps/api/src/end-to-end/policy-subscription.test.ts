import { writeFile } from 'node:fs/promises';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const document = `subscription {
  policy { policy { revision source yaml appliedBy comment problem } replicas { id revision } }
}`;

type Told = {
  policy: {
    revision: number;
    source: string;
    yaml: string;
    appliedBy: string;
    comment: string | null;
    problem: string | null;
  };
  replicas: { id: string; revision: number }[];
};

const policy = (quality: number) => `models:\n  openai:\n    gpt-4o-mini: { quality: ${quality} }\n`;
const binaries = findPostgres();
let server: PostgresServer | null = null;
let replicas: readonly TestPenstock[] = [];
let clients: Client[] = [];

beforeAll(async () => {
  if (binaries !== null) server = await startPostgres(binaries);
});
afterAll(() => server?.remove());
afterEach(async () => {
  for (const client of clients) client.dispose();
  clients = [];
  await Promise.all(replicas.map((replica) => replica.close()));
  replicas = [];
});

const start = (environment: Record<string, string>) => startPenstock({ policy: () => policy(0.5), environment });

/** Follows the policy of a replica over a WebSocket. Returns the events, and the end of the subscription. */
function follow({ url, key }: TestPenstock): { told: Told[]; ended: Promise<string> } {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  clients.push(client);
  const told: Told[] = [];
  const ended = new Promise<string>((resolve) => {
    client.subscribe<{ policy: Told }>(
      { query: document },
      {
        next: ({ data, errors }) => (data ? told.push(data.policy) : resolve(JSON.stringify(errors))),
        error: (error) => resolve(JSON.stringify(error)),
        complete: () => resolve('completed'),
      },
    );
  });
  return { told, ended };
}

const apply = 'mutation ($yaml: String!) { applyPolicy(yaml: $yaml, comment: "Better.") { revision } }';

const untilTold = (told: readonly Told[], revision: number) =>
  vi.waitFor(() => expect(told.at(-1)?.policy.revision).toBe(revision), 20_000);

describe.each([
  ['one process, embedded', false],
  [binaries === null ? `PostgreSQL: not found; ${howToGetPostgres}` : 'two replicas, PostgreSQL', true],
] as const)('the subscription to the policy [%s]', (_, isServer) => {
  it.skipIf(isServer && binaries === null)('sends the present policy, and each change with its actor', async () => {
    const databaseUrl = isServer && server !== null ? await server.createDatabase() : null;
    const environment: Record<string, string> = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl };
    replicas = [await start(environment), ...(isServer ? [await start(environment)] : [])];
    const [first] = replicas as [TestPenstock];
    const changed = replicas.at(-1) ?? first;
    const { told } = follow(first);
    await untilTold(told, 1);
    expect(told[0]?.policy).toMatchObject({ source: 'FILE', appliedBy: 'Penstock', yaml: policy(0.5), problem: null });

    await query(changed, apply, { yaml: policy(0.9) });
    await untilTold(told, 2);
    expect(told.at(-1)?.policy).toMatchObject({
      source: 'API',
      appliedBy: 'admin key',
      comment: 'Better.',
      yaml: policy(0.9),
    });
    await query(changed, 'mutation { rollbackPolicy(revision: 1) { revision } }');
    await untilTold(told, 3);
    expect(told.at(-1)?.policy).toMatchObject({ source: 'ROLLBACK', yaml: policy(0.5) });

    // Every replica is listed, and all reach the same revision.
    await vi.waitFor(() => {
      const { replicas: listed = [] } = told.at(-1) ?? {};
      expect(listed.map(({ revision }) => revision)).toEqual(replicas.map(() => 3));
      expect(new Set(listed.map(({ id }) => id)).size).toBe(replicas.length);
    }, 20_000);
    // The events are in order and without repetition.
    const revisions = told.map(({ policy: { revision } }) => revision);
    expect(revisions).toEqual(revisions.toSorted((left, right) => left - right));
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(told.length);
  });
});

it('reports why the file is not used, and that it is used again', async () => {
  replicas = [await start({})];
  const [penstock] = replicas as [TestPenstock];
  const { told } = follow(penstock);
  await untilTold(told, 1);
  await writeFile(penstock.policyFile, 'models: {}\n');
  await vi.waitFor(() => expect(told.at(-1)?.policy.problem).toMatch(/Revision 1 stays in force\.$/), 20_000);
  await writeFile(penstock.policyFile, policy(0.7));
  await untilTold(told, 2);
  expect(told.at(-1)?.policy).toMatchObject({ source: 'FILE', problem: null, yaml: policy(0.7) });
});

it('is for operators only', async () => {
  replicas = [await start({})];
  const [penstock] = replicas as [TestPenstock];
  const created = await query<{ createApiKey: { secret: string } }>(
    penstock,
    'mutation { createApiKey(input: { name: "m", role: MEMBER, workspaceId: "default" }) { secret } }',
  );
  const { told, ended } = follow({ ...penstock, key: created.createApiKey.secret });
  expect(await ended).toContain('FORBIDDEN');
  expect(told).toEqual([]);
});
