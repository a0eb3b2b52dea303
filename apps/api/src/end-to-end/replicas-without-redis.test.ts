import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missingFor, type ReplicaStage, StageReader, startReplicaStage } from '../testing/replica-stage.ts';
import type { ServiceProcess } from '../testing/start-process.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const long = { prompt: 'Write 60000 tokens about rivers.', maxTokens: 90_000 };
const missing = missingFor('postgres');

describe.skipIf(missing !== null)(`replicas without Redis${missing === null ? '' : ` [${missing}]`}`, () => {
  let stage: ReplicaStage;
  let reader: StageReader;
  const replica = (index: number): ServiceProcess => stage.replicas[index] as ServiceProcess;

  beforeAll(async () => {
    stage = await startReplicaStage({ hasRedis: false, tokensPerSecond: 50, leaseMs: 10_000 });
    reader = await StageReader.generate(replica(0), long);
    await reader.until(5);
  });
  afterAll(() => stage.close());

  it('show the generations of another replica', async () => {
    const read = () =>
      query<{ generation: { status: string } | null }>(
        replica(1),
        'query ($id: ID!) { generation(id: $id) { status } }',
        { id: reader.id },
      );
    await vi.waitFor(async () => expect((await read()).generation?.status).toBe('RUNNING'), { timeout: 20_000 });
  });

  it('refuse the events of another replica, and name the remedy', async () => {
    const other = await StageReader.attach(replica(1), reader.id, 0);
    await other.end();
    const [error] = other.errors;
    expect(error?.extensions.code).toBe('CONFLICT');
    expect(error?.message).toContain('REDIS_URL');
    expect(error?.message).toContain('sticky sessions');
  });

  it('refuse such a response with the same sentence', async () => {
    const { url, authorization } = replica(1);
    const id = `resp_${reader.id.replaceAll('-', '')}`;
    const response = await fetch(`${url}/v1/responses/${id}`, { headers: { authorization } });
    expect(response.status).toBe(409);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error.message).toBe(
      `Generation ${reader.id} runs on another replica, which has its events: set the same REDIS_URL on all replicas, or route each caller to one replica (sticky sessions).`,
    );
    const unknown = await fetch(`${url}/v1/responses/resp_${'0'.repeat(32)}`, { headers: { authorization } });
    expect(unknown.status).toBe(404);
  });

  it('cancel a generation on any replica', async () => {
    const { cancelGeneration } = await query<{ cancelGeneration: { status: string } }>(
      replica(2),
      'mutation ($id: ID!) { cancelGeneration(id: $id) { status } }',
      { id: reader.id },
    );
    expect(cancelGeneration.status).toBe('CANCELLED');
    await reader.end();
    expect(reader.events.at(-1)?.__typename).toBe('GenerationCancelled');
    expect(stage.simulator.requests().map(({ state }) => state)).toEqual(['aborted']);
  });

  it('drop a response that another replica removes', async () => {
    const ask = ({ url, authorization }: ServiceProcess, path: string, init: RequestInit = {}) =>
      fetch(`${url}/v1/responses${path}`, { ...init, headers: { authorization } });
    const body = JSON.stringify({ model: 'sim/writer', input: 'Say "gone".' });
    const { id } = (await (await ask(replica(0), '', { method: 'POST', body })).json()) as { id: string };
    expect((await ask(replica(0), `/${id}`)).status).toBe(200);
    expect((await ask(replica(1), `/${id}`, { method: 'DELETE' })).status).toBe(200);
    await vi.waitFor(async () => expect((await ask(replica(0), `/${id}`)).status).toBe(404), { timeout: 10_000 });
  });
});
