import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { prepareEmbedded } from '../testing/prepare-embedded.ts';
import { type ServiceProcess, startProcess } from '../testing/start-process.ts';
import { budgetPolicy } from './budget-stage.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const binaries = findPostgres();
/** How soon a revocation takes effect on every replica, milliseconds. */
const soonMs = 2_000;

const generate = 'subscription { generate(input: { prompt: "Write 1000 tokens about the sea." }) { __typename } }';
const start = 'mutation { startGeneration(input: { prompt: "Write 1000 tokens about the sea." }) { id } }';

describe.each([
  ['one process', 1, true],
  ['two replicas', 2, binaries !== null],
])('a revoked key, in %s', (_, count, isPossible) => {
  describe.skipIf(!isPossible)(isPossible ? 'with streams' : `PostgreSQL not found; ${howToGetPostgres}`, () => {
    let server: PostgresServer | null = null;
    let simulator: Simulator;
    let home: string;
    let replicas: ServiceProcess[] = [];
    const first = (): ServiceProcess => replicas[0] as ServiceProcess;

    beforeAll(async () => {
      // An answer takes a minute.
      simulator = await startSimulator({ pace: { firstTokenMs: 10, tokensPerSecond: 10 } });
      home = await mkdtemp(join(tmpdir(), 'penstock-revocation-'));
      await writeFile(join(home, 'policy.yml'), budgetPolicy(simulator, '{ daily_budget: 100 }'));
      if (count > 1) server = await startPostgres(binaries ?? '');
      else await prepareEmbedded(join(home, 'replica-0'));
      const database: Record<string, string> = server === null ? {} : { DATABASE_URL: await server.createDatabase() };
      replicas = await Promise.all(
        Array.from({ length: count }, (_, at) => startProcess(home, { PENSTOCK_HOME: `replica-${at}`, ...database })),
      );
    });
    afterAll(async () => {
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
      await simulator.close();
      await server?.remove();
      await rm(home, { recursive: true, force: true });
    });

    const post = (replica: ServiceProcess, path: string, authorization: string, body: object, accept = '*/*') =>
      fetch(replica.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, accept },
        body: JSON.stringify(body),
      });
    const ask = async (query: string, authorization = first().authorization, replica = first()) =>
      // biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
      (await (await post(replica, '/graphql', authorization, { query })).json()) as any;

    /** A stream that has started. `end` resolves when it ends for any reason. */
    async function openStream(response: Response): Promise<Opened> {
      expect(response.status).toBe(200);
      const reader = response.body?.getReader();
      await reader?.read();
      const rest = async (): Promise<void> => {
        while ((await reader?.read())?.done === false);
      };
      return { end: rest().catch(() => {}) };
    }

    it('ends its streams on every replica and protocol, and its generations, within two seconds', async () => {
      const made = await ask('mutation { createApiKey(input: { name: "k", role: MEMBER }) { secret apiKey { id } } }');
      const { secret, apiKey } = made.data.createApiKey;
      const key = `Bearer ${secret}`;
      const chat = { model: 'auto', stream: true, messages: [{ role: 'user', content: 'Write 1000 tokens.' }] };
      const ends: Promise<unknown>[] = [];
      const detached: string[] = [];
      for (const replica of replicas) {
        await vi.waitFor(
          async () => expect((await ask('{ viewer { role } }', key, replica)).errors).toBeUndefined(),
          5_000,
        );
        const opened = [
          await openStream(await post(replica, '/v1/chat/completions', key, chat)),
          await openStream(await post(replica, '/graphql', key, { query: generate }, 'text/event-stream')),
          await openSocket(replica, key),
        ];
        ends.push(...opened.map(({ end }) => end));
        detached.push((await ask(start, key, replica)).data.startGeneration.id);
      }
      await vi.waitFor(() => expect(simulator.openStreams()).toBe(4 * count), 10_000);

      await ask(`mutation { revokeApiKey(id: "${apiKey.id}") { id } }`);
      await Promise.race([Promise.all(ends), late(soonMs)]);
      await vi.waitFor(() => expect(simulator.openStreams()).toBe(0), soonMs);
      for (const replica of replicas) expect((await post(replica, '/v1/models', key, {})).status).toBe(401);
      for (const id of detached) {
        const find = `{ generation(id: "${id}") { status cost { totalUsd } } }`;
        await vi.waitFor(async () => {
          const { data } = await ask(find);
          expect(data.generation.status).toBe('CANCELLED');
          expect(Number(data.generation.cost.totalUsd)).toBeGreaterThan(0);
        }, 5_000);
      }
    });
  });
});

type Opened = { end: Promise<void> };

/** A WebSocket with a running generation. `end` resolves when it is closed because of its key. */
async function openSocket({ url }: ServiceProcess, authorization: string): Promise<Opened> {
  const closed = Promise.withResolvers<number>();
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: { closed: (event) => closed.resolve((event as { code: number }).code) },
  });
  await client.iterate({ query: generate }).next();
  const end = closed.promise.then(async (code) => {
    expect(code).toBe(4401);
    await client.dispose();
  });
  return { end };
}

function late(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`Something of the key is open ${ms} ms after its revocation.`)), ms);
  });
}
