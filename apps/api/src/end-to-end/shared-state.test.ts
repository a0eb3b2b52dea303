import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { type ServiceProcess, startProcess } from '../testing/start-process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const binaries = findPostgres();
const program = findRedis();
const missing = [
  ...(binaries === null ? [`PostgreSQL not found; ${howToGetPostgres}`] : []),
  ...(program === null ? [`Redis not found; ${howToGetRedis}`] : []),
];

/** Longer than any of these changes takes on a busy machine, milliseconds. */
const soonMs = 30_000;

type Answer = { data: Record<string, never> | null; errors?: { message: string; extensions: { code: string } }[] };

describe.skipIf(missing.length > 0)(`replicas that share a Redis [${missing.join('; ') || 'found'}]`, () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let simulator: Simulator;
  let home: string;
  let replicas: ServiceProcess[];

  beforeAll(async () => {
    postgres = await startPostgres(binaries ?? '');
    redis = await startRedis(program ?? '');
    simulator = await startSimulator({ pace: { firstTokenMs: 2, tokensPerSecond: 0 } });
    home = await mkdtemp(join(tmpdir(), 'penstock-shared-'));
    const models = ['steady', 'broken', 'later'];
    const facts =
      '{ context_window: 32768, max_output_tokens: 4096, quality: 0.8, price: { input_per_mtok: 1, cached_input_per_mtok: 0.1, output_per_mtok: 2 } }';
    await writeFile(
      join(home, 'policy.yml'),
      `providers:
${models.map((name) => `  ${name}: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, retry: { attempts: 1 } }`).join('\n')}
models:
${models.map((name) => `  ${name}: { ${name}: ${facts} }`).join('\n')}
`,
    );
    const environment = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
    replicas = await Promise.all(
      [1, 2, 3].map((number) => startProcess(home, { ...environment, PENSTOCK_HOME: `replica-${number}` })),
    );
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
    await simulator.close();
    await rm(home, { recursive: true, force: true });
    await redis.remove();
    await postgres.remove();
  });

  async function ask(at: number, query: string, variables: object = {}, key?: string): Promise<Answer> {
    const { url, authorization } = replicas[at] as ServiceProcess;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: key ?? authorization },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  async function generate(at: number, input: object, key?: string): Promise<Record<string, unknown> | string> {
    const query =
      'mutation ($input: GenerateInput!) { generate(input: $input) { text model cacheStatus cost { totalUsd } } }';
    const { data, errors } = await ask(at, query, { input: { maxTokens: 1_000, ...input } }, key);
    return errors?.[0]?.extensions.code ?? ((data?.generate ?? {}) as Record<string, unknown>);
  }

  async function breakerAt(at: number, id: string): Promise<string> {
    const { data } = await ask(at, 'query ($id: ID!) { model(id: $id) { health { breaker status } } }', { id });
    return (data as unknown as { model: { health: { breaker: string } } }).model.health.breaker;
  }

  async function createKey(limits: object): Promise<{ id: string; key: string }> {
    const { data } = await ask(
      0,
      'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
      { input: { name: 'k', role: 'MEMBER', ...limits } },
    );
    const { secret, apiKey } = (data as unknown as { createApiKey: { secret: string; apiKey: { id: string } } })
      .createApiKey;
    const key = `Bearer ${secret}`;
    for (const at of [1, 2]) await vi.waitFor(async () => expect(await viewerAt(at, key)).toBe('valid'), soonMs);
    return { id: apiKey.id, key };
  }

  async function viewerAt(at: number, key: string): Promise<string> {
    return (await ask(at, '{ viewer { role } }', {}, key)).errors === undefined ? 'valid' : 'invalid';
  }

  async function readiness(at: number): Promise<{ status: string; degraded: Record<string, string> }> {
    const { url } = replicas[at] as ServiceProcess;
    return (await (await fetch(`${url}/readyz`)).json()) as never;
  }

  it('share an opened breaker, and its closing', async () => {
    simulator.script('broken', ['500', '500', '500', '500', '500'], { repeat: true });
    const model = 'broken/broken';
    for (let calls = 0; calls < 5; calls += 1) {
      expect(await generate(0, { prompt: 'Hello', model, enableFallback: false })).toBe('ALL_MODELS_FAILED');
    }
    await vi.waitFor(async () => expect(await breakerAt(1, model)).not.toBe('CLOSED'), soonMs);
    await vi.waitFor(async () => expect(await breakerAt(2, model)).not.toBe('CLOSED'), soonMs);
    simulator.script('broken', [null], { repeat: true });
    const asked = { prompt: 'Hello again', model, enableFallback: false };
    await vi.waitFor(async () => expect(await generate(1, asked)).toMatchObject({ text: expect.any(String) }), soonMs);
    for (const at of [0, 1, 2]) {
      await vi.waitFor(async () => expect(await breakerAt(at, model)).toBe('CLOSED'), soonMs);
    }
  });

  it('enforce the limits of a key together', async () => {
    const { key } = await createKey({ requestsPerMinute: 12 });
    const startedMs = performance.now();
    const asked = Array.from({ length: 60 }, (_, index) =>
      generate(index % 3, { prompt: `Number ${index}`, model: 'steady/steady' }, key),
    );
    const answers = await Promise.all(asked);
    const admitted = answers.filter((answer) => typeof answer !== 'string').length;
    expect(answers.filter((answer) => answer === 'RATE_LIMITED')).toHaveLength(60 - admitted);
    const refilled = Math.ceil((performance.now() - startedMs) / 5_000);
    expect(admitted).toBeGreaterThanOrEqual(12);
    expect(admitted).toBeLessThanOrEqual(12 + refilled);
  });

  it('keep a session with the model that holds its cache', async () => {
    const prompt = 'The rules of this conversation. '.repeat(400);
    const sessions = [
      ['here', 'steady/steady'],
      ['there', 'later/later'],
    ] as const;
    for (const [session, model] of sessions) {
      expect(await generate(0, { prompt, session, model })).toMatchObject({ model });
    }
    for (const at of [1, 2, 0]) {
      for (const [session, model] of sessions) {
        expect(await generate(at, { prompt, session })).toMatchObject({ model });
      }
    }
  });

  it('share the answers of the response cache', async () => {
    const input = { prompt: 'What is shared?', model: 'steady/steady', cache: 'READ_WRITE' };
    const first = (await generate(0, input)) as { text: string };
    expect(first).toMatchObject({ cacheStatus: 'MISS' });
    for (const at of [1, 2, 0]) {
      expect(await generate(at, input)).toMatchObject({
        text: first.text,
        cacheStatus: 'HIT',
        cost: { totalUsd: '0' },
      });
    }
  });

  it('refuse a revoked key, and follow a new policy', async () => {
    const { id, key } = await createKey({});
    await ask(2, 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id });
    for (const at of [0, 1, 2]) await vi.waitFor(async () => expect(await viewerAt(at, key)).toBe('invalid'), soonMs);
    const { data } = await ask(0, '{ policy { yaml revision } }');
    const { policy } = data as unknown as { policy: { yaml: string; revision: number } };
    const yaml = `${policy.yaml}\nrouting_rules: { default_strategy: cost_optimized }\n`;
    const applied = await ask(1, 'mutation ($yaml: String!) { applyPolicy(yaml: $yaml) { revision } }', { yaml });
    expect(applied.errors).toBeUndefined();
    for (const at of [0, 1, 2]) {
      await vi.waitFor(async () => {
        const found = await ask(at, '{ policy { revision } }');
        expect(found.data).toEqual({ policy: { revision: policy.revision + 1 } });
      }, soonMs);
    }
  });

  // This is the last test, because it stops Redis.
  it('continue alone while Redis is unavailable, report it, and share again automatically', async () => {
    const { key } = await createKey({ requestsPerMinute: 1_000, concurrency: 50 });
    await redis.stop();
    for (const at of [0, 1, 2]) {
      await vi.waitFor(async () => {
        expect(await readiness(at)).toMatchObject({
          status: 'degraded',
          degraded: {
            redis: expect.stringContaining('Each replica continues with its own data.'),
            limits: 'The limits of keys apply per replica while Redis is unavailable.',
          },
        });
      }, soonMs);
      const input = { prompt: `Alone ${at}`, model: 'steady/steady', cache: 'READ_WRITE' };
      expect(await generate(at, input, key)).toMatchObject({ cacheStatus: 'MISS', text: expect.any(String) });
    }
    await redis.start();
    for (const at of [0, 1, 2]) {
      await vi.waitFor(async () => expect(await readiness(at)).toMatchObject({ status: 'ready' }), soonMs);
    }
    const model = 'later/later';
    simulator.script('later', ['500'], { repeat: true });
    for (let calls = 0; calls < 5; calls += 1) await generate(2, { prompt: 'Hello', model, enableFallback: false });
    await vi.waitFor(async () => expect(await breakerAt(0, model)).not.toBe('CLOSED'), soonMs);
    const input = { prompt: 'Shared again?', model: 'steady/steady', cache: 'READ_WRITE' };
    await generate(0, input);
    expect(await generate(1, input)).toMatchObject({ cacheStatus: 'HIT' });
  });
});
