import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '@penstock/simulator';
import { forkChild } from '@penstock/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareEmbedded } from '../../testing/prepare-embedded.ts';
import { ProtocolClient } from '../../testing/protocol-client.ts';
import { launchProcess, type ServiceProcess, startProcess } from '../../testing/start-process.ts';
import { query, readGeneration } from '../read-generation.ts';

const events =
  '{ __typename ... on NumberedEvent { generationId } ... on GenerationFailed { errorCode errorMessage } }';
const streaming = `subscription ($input: GenerateInput!) { generate(input: $input) ${events} }`;
const long = {
  model: 'sim/slow',
  prompt: 'Write 60000 tokens about rivers.',
  maxTokens: 90_000,
  enableFallback: false,
};
const short = { model: 'sim/quick-0ms-0tps', prompt: 'Write 5 tokens about rivers.', enableFallback: false };
const shutDown = 'Penstock was shut down before the answer was complete';

let simulator: Simulator;
let flood: Server;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({ pace: { firstTokenMs: 1, tokensPerSecond: 20 } });
  flood = await startFlood();
  folder = await mkdtemp(join(tmpdir(), 'penstock-lifetime-'));
  await prepareEmbedded(join(folder, 'home'));
  const { port } = flood.address() as AddressInfo;
  const facts =
    '{ context_window: 131072, max_output_tokens: 100000, price: { input_per_mtok: 1, output_per_mtok: 2 } }';
  await writeFile(
    join(folder, 'policy.yml'),
    `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
  flood: { dialect: openai, base_url: "http://127.0.0.1:${port}/v1", api_key: key }
models:
  sim: { slow: ${facts}, quick-0ms-0tps: ${facts} }
  flood: { endless: ${facts} }
`,
  );
}, 60_000);
afterAll(async () => {
  flood.close();
  flood.closeAllConnections();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** An upstream that writes as fast as the service reads, beyond any limit. */
function startFlood(): Promise<Server> {
  const piece = `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content: 'word ' } }] })}\n\n`.repeat(
    200,
  );
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', write);
    write();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function start(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  return startProcess(folder, { PENSTOCK_HOME: 'home', ...environment });
}

type Reader = { ended: Promise<string>; begun: Promise<void> };

/** Reads a response to its end. */
function read(response: Promise<Response>): Reader {
  const begun = Promise.withResolvers<void>();
  const ended = (async () => {
    let text = '';
    const { body } = await response;
    for await (const chunk of body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      if (text.includes('delta') || text.includes('TextDelta')) begun.resolve();
    }
    return text;
  })();
  return { ended, begun: begun.promise };
}

function post({ url, authorization }: ServiceProcess, path: string, body: object, accept = '*/*'): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization, accept };
  return fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('a service that receives a signal to end', () => {
  test('reports it first, still serves, and then ends every stream with an error and a record', async () => {
    const service = await start({ PENSTOCK_DRAIN_DELAY_MS: '2000', PENSTOCK_GRACE_MS: '1000' });
    const socket = await ProtocolClient.connect(`${service.url.replace('http', 'ws')}/graphql`, service.authorization);
    socket.subscribe('1', streaming, { input: long });
    const sse = read(post(service, '/graphql', { query: streaming, variables: { input: long } }, 'text/event-stream'));
    const chat = {
      model: 'sim/slow',
      messages: [{ role: 'user', content: long.prompt }],
      max_tokens: 90_000,
      stream: true,
    };
    const v1 = read(post(service, '/v1/chat/completions', chat));
    const mutation = 'mutation ($input: GenerateInput!) { generate(input: $input) { id status } }';
    const whole = post(service, '/graphql', { query: mutation, variables: { input: long } });
    await socket.waitFor(({ payload }) => JSON.stringify(payload ?? {}).includes('TextDelta'));
    await Promise.all([sse.begun, v1.begun]);

    const ended = service.stop('SIGTERM');
    const readiness = async (): Promise<number> => (await fetch(`${service.url}/readyz`)).status;
    await expect.poll(readiness, { interval: 20, timeout: 1_500 }).toBe(503);
    const served = await post(service, '/graphql', { query: mutation, variables: { input: short } });
    expect(served.headers.get('connection')).toBe('close');
    expect(await served.json()).toMatchObject({ data: { generate: { status: 'COMPLETED' } } });

    const failed = await socket.waitFor(({ payload }) => JSON.stringify(payload ?? {}).includes('GenerationFailed'));
    expect(failed.payload).toMatchObject({
      data: { generate: { errorCode: 'INTERRUPTED', errorMessage: expect.stringContaining(shutDown) } },
    });
    await socket.waitFor(({ type, id }) => type === 'complete' && id === '1');
    expect(await socket.closed).toMatchObject({ code: 1001 });
    const sseText = await sse.ended;
    expect(sseText).toContain('GenerationFailed');
    expect(sseText).toContain('event: complete');
    const v1Text = await v1.ended;
    const last = v1Text.trimEnd().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(last.replace(/^data: /, ''))).toMatchObject({
      error: { code: 'interrupted', message: expect.stringContaining(shutDown) },
    });
    expect(await (await whole).json()).toMatchObject({ errors: [{ extensions: { code: 'INTERRUPTED' } }] });
    expect(await ended).toBe(0);

    const again = await start({});
    const id = (JSON.stringify(failed.payload).match(/"generationId":"([^"]+)"/) ?? [])[1] ?? '';
    const record = await readGeneration(again, id);
    expect(record).toMatchObject({ status: 'FAILED' });
    expect(Number(record.cost?.totalUsd)).toBeGreaterThan(0);
    const list = '{ generations(first: 10) { edges { node { status model cost { totalUsd } } } } }';
    const { generations } = await query<{ generations: { edges: { node: { status: string } }[] } }>(again, list);
    const statuses = generations.edges.map(({ node }) => node.status).toSorted();
    expect(statuses).toEqual(['COMPLETED', 'FAILED', 'FAILED', 'FAILED', 'FAILED']);
    await again.stop('SIGINT');
  }, 60_000);

  test('ends immediately at the second signal', async () => {
    const service = await start({ PENSTOCK_DRAIN_DELAY_MS: '600000', PENSTOCK_GRACE_MS: '600000' });
    const first = service.stop('SIGTERM');
    const readiness = async (): Promise<number> => (await fetch(`${service.url}/readyz`)).status;
    await expect.poll(readiness, { interval: 20, timeout: 5_000 }).toBe(503);
    expect(await service.stop('SIGTERM')).toBe(1);
    await first;
  }, 60_000);

  test('ends while an upstream floods it, and frees its data folder', async () => {
    const service = await start({ PENSTOCK_DRAIN_DELAY_MS: '0', PENSTOCK_GRACE_MS: '200' });
    const start20 = 'mutation ($input: GenerateInput!) { startGeneration(input: $input) { id } }';
    const input = { ...long, model: 'flood/endless', detached: true };
    for (let count = 0; count < 5; count++) await query(service, start20, { input });
    expect(await service.stop('SIGTERM')).toBe(0);
    const again = await start({});
    expect(await again.stop('SIGINT')).toBe(0);
  }, 60_000);

  test('completes watched generations, on a WebSocket and as server-sent events', async () => {
    const service = await start({ PENSTOCK_DRAIN_DELAY_MS: '0' });
    const watching = 'subscription { health { snapshot } }';
    const socket = await ProtocolClient.connect(`${service.url.replace('http', 'ws')}/graphql`, service.authorization);
    socket.subscribe('1', watching, {});
    const response = await post(service, '/graphql', { query: watching }, 'text/event-stream');
    const usage = await post(
      service,
      '/graphql',
      { query: 'subscription { usage { snapshot } }' },
      'text/event-stream',
    );
    await socket.waitFor(({ type, id }) => type === 'next' && id === '1');
    const ended = service.stop('SIGTERM');
    await socket.waitFor(({ type, id }) => type === 'complete' && id === '1');
    expect(await socket.closed).toMatchObject({ code: 1001 });
    for (const text of [await response.text(), await usage.text()]) expect(text).toContain('event: complete');
    expect(await ended).toBe(0);
  }, 60_000);

  test.each([0, 400, 1_000, 2_000])(
    'shuts down cleanly in the middle of its start (after %i ms), and starts again',
    async (afterMs) => {
      const launched = launchProcess(folder, { PENSTOCK_HOME: 'home', PENSTOCK_DRAIN_DELAY_MS: '0' });
      const listening = launched.listening.catch(() => null);
      const holder = join(folder, 'home', 'database.pid');
      await expect.poll(() => existsSync(holder), { interval: 10, timeout: 30_000 }).toBe(true);
      await sleep(afterMs);
      expect(await launched.stop('SIGTERM')).toBe(0);
      await listening;
      const again = await start({});
      expect(await again.stop('SIGINT')).toBe(0);
    },
    60_000,
  );

  test('counts a signal once if its parent also forwards it', async () => {
    const child = forkChild(new URL('../../main.ts', import.meta.url), {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'info',
        PENSTOCK_HOME: 'home',
        PENSTOCK_ADMIN_KEY: 'psk_admin_of_a_test',
        PENSTOCK_POLICY: 'policy.yml',
        PENSTOCK_DRAIN_DELAY_MS: '100',
      },
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 30_000 }).toContain('Admin key');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await expect.poll(() => output, { interval: 5, timeout: 10_000 }).toContain('SIGTERM: accepting requests');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, 60_000);
});
