import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWorkspace } from '../testing/create-workspace.ts';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { budgetPolicy } from './budget-stage.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A word in every request of this suite, and in nothing else. */
const secret = 'Xyzzy4711';
const tool = { name: `find_${secret}`, parameters: { type: 'object', properties: { [secret]: { type: 'string' } } } };
const spoken = {
  messages: [
    { role: 'SYSTEM', content: secret },
    { role: 'USER', content: `${secret}?` },
  ],
};
const input = {
  ...spoken,
  tools: [tool],
  toolChoice: 'none',
  stop: [`${secret}!`],
  metadata: { secret },
  maxTokens: 30,
};

const generateDocument = 'mutation ($input: GenerateInput!) { generate(input: $input) { id text hasContent } }';
const readDocument = `query ($id: ID!) { generation(id: $id) {
  status text reasoning toolCalls { id } json metadata hasContent model cost { totalUsd } usage { totalTokens }
  plan { strategy inputTokens candidates { modelId reason } exclusions { modelId reason } } attempts { outcome } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
type Any = any;

const binaries = findPostgres();
let server: PostgresServer | null = null;
let home = '';
let penstock: TestPenstock;

async function start(databaseUrl: string | null): Promise<void> {
  penstock = await startPenstock({
    policy: (simulator) =>
      `${budgetPolicy(simulator, '{}', true)}
retention: { workspaces: { legal: none } }
`,
    simulators: [{ pace: { firstTokenMs: 5, tokensPerSecond: 0 } }],
    environment: { PENSTOCK_HOME: home, ...(databaseUrl === null ? null : { DATABASE_URL: databaseUrl }) },
  });
}

async function generate(more: Record<string, unknown>): Promise<{ id: string; text: string; hasContent: boolean }> {
  const { generate: result } = await query<Any>(penstock, generateDocument, { input: { ...input, ...more } });
  return result;
}

async function read(id: string): Promise<Any> {
  return (await query<Any>(penstock, readDocument, { id })).generation;
}

/** The tables that contain a word anywhere. */
async function tablesWith(word: string): Promise<string[]> {
  const { prisma } = penstock.services;
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<object[]>(
      `SELECT 1 AS one FROM "${name}" AS each WHERE strpos(each::text, $1) > 0 LIMIT 1`,
      word,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

beforeAll(async () => {
  if (binaries !== null) server = await startPostgres(binaries);
});
afterAll(() => server?.remove());
afterEach(async () => {
  await penstock.close();
  await rm(home, { recursive: true, force: true });
});

describe.each([
  ['embedded', false],
  [binaries === null ? `PostgreSQL: not found; ${howToGetPostgres}` : 'PostgreSQL', true],
] as const)('content that is not kept [%s]', (_, isServer) => {
  it.skipIf(isServer && binaries === null)(
    'is nowhere in the database, but the answering model and the reason are',
    async () => {
      home = await mkdtemp(join(tmpdir(), 'penstock-retention-'));
      const databaseUrl = isServer && server !== null ? await server.createDatabase() : null;
      await start(databaseUrl);
      await createWorkspace(penstock, 'legal');
      const unkept = [await generate({ workspaceId: 'legal' }), await generate({ store: false })];
      const body = { model: 'auto', messages: [{ role: 'user', content: secret }], max_tokens: 30, store: false };
      const response = await fetch(`${penstock.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: penstock.authorization },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      unkept.push({
        ...unkept[0],
        id: response.headers.get('x-penstock-generation-id') ?? '',
      } as (typeof unkept)[number]);

      // Readers have the content while it runs.
      expect(unkept[0]).toMatchObject({ hasContent: true, text: expect.stringMatching(/\S/) });
      expect(await read(unkept[0]?.id ?? '')).toMatchObject({ text: unkept[0]?.text, metadata: { secret } });
      expect(await tablesWith(secret)).toEqual([]);
      expect(await tablesWith((unkept[0]?.text ?? '').slice(0, 20))).toEqual([]);
      const kept = await generate({});
      expect(await tablesWith(secret)).toEqual(['generation_content']);

      await penstock.close();
      await start(databaseUrl);
      for (const { id } of unkept) {
        const { plan, ...stored } = await read(id);
        expect(stored).toMatchObject({
          status: 'COMPLETED',
          text: '',
          reasoning: '',
          toolCalls: [],
          json: null,
          metadata: null,
          hasContent: false,
          model: 'sim/dear',
          attempts: [{ outcome: 'SUCCEEDED' }],
        });
        expect(Number(stored.cost.totalUsd)).toBeGreaterThan(0);
        expect(plan).toMatchObject({ strategy: 'QUALITY_OPTIMIZED', inputTokens: expect.any(Number) });
        expect(plan.candidates.map(({ modelId }: Any) => modelId)).toEqual(['sim/dear', 'sim/cheap']);
      }
      expect(await read(kept.id)).toMatchObject({ text: kept.text, metadata: { secret }, hasContent: true });
    },
  );
});

it.skipIf(binaries === null)('content that is not kept is not in the journal either', async () => {
  home = await mkdtemp(join(tmpdir(), 'penstock-retention-'));
  const databaseUrl = (await server?.createDatabase()) ?? '';
  await start(databaseUrl);
  await createWorkspace(penstock, 'legal');
  await server?.stop('immediate');
  const { id } = await generate({ workspaceId: 'legal' });
  expect(await readJournal()).not.toContain(secret);
  await generate({});
  expect(await readJournal()).toContain(secret);
  await server?.start();
  await vi.waitFor(async () => expect(await countIn(databaseUrl, 'generation')).toBe(2), 30_000);
  expect(await countIn(databaseUrl, 'generation_content')).toBe(1);
  const [row] = await penstock.services.prisma.generationPlan.findMany();
  expect(row?.generationId).toBe(id);
});

/** The journal with its entries as base64. */
async function readJournal(): Promise<string> {
  const text = await readFile(join(home, 'settlements.journal'), 'utf8');
  return text.replace(/"base64":"([^"]*)"/g, (_, value: string) => Buffer.from(value, 'base64').toString('utf8'));
}

async function countIn(databaseUrl: string, table: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
