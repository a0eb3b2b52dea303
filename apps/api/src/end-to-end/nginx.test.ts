import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findNginx, howToGetNginx, type NginxServer, startNginx } from '../testing/nginx-server.ts';
import { missingFor, type ReplicaStage, StageReader, stageModel, startReplicaStage } from '../testing/replica-stage.ts';
import type { ServiceProcess } from '../testing/start-process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const program = findNginx();
const missing = program === null ? `nginx not found; ${howToGetNginx}` : missingFor('redis');

describe.skipIf(missing !== null)(`replicas behind nginx${missing === null ? '' : ` [${missing}]`}`, () => {
  let stage: ReplicaStage;
  let nginx: NginxServer;
  /** nginx in the role of a replica. */
  let front: ServiceProcess;
  const replica = (index: number): ServiceProcess => stage.replicas[index] as ServiceProcess;

  beforeAll(async () => {
    stage = await startReplicaStage({ hasRedis: true, tokensPerSecond: 0, leaseMs: 10_000 });
    nginx = await startNginx(
      program ?? '',
      stage.replicas.map(({ url }) => url),
    );
    front = { ...replica(0), url: nginx.url };
  });
  afterAll(async () => {
    await nginx?.stop();
    await stage?.close();
  });

  function complete(body: object, init: RequestInit = {}): Promise<Response> {
    return fetch(`${front.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: front.authorization },
      body: JSON.stringify({ model: stageModel, max_tokens: 50, ...body }),
      ...init,
    });
  }
  const messages = [{ role: 'user', content: 'Write 20 tokens about nginx.' }];

  /** The status of a complete answer; 0 if the connection broke. */
  async function statusOf(answer: Promise<Response>): Promise<number> {
    try {
      const response = await answer;
      await response.text();
      return response.status;
    } catch {
      return 0;
    }
  }

  /**
   * Runs calls one after another on each of some connections, until `act` has ended. Returns the start and status of
   * each.
   */
  async function callDuring(act: () => Promise<void>): Promise<readonly { beganMs: number; status: number }[]> {
    const calls: { beganMs: number; status: number }[] = [];
    let isOver = false;
    const caller = async (_: unknown, index: number): Promise<void> => {
      while (!isOver) {
        const beganMs = performance.now();
        const status = await statusOf(complete({ messages, stream: index % 2 === 0 }));
        calls.push({ beganMs, status });
      }
    };
    const callers = Promise.all(Array.from({ length: 8 }, caller));
    await act();
    isOver = true;
    await callers;
    return calls;
  }

  it('forwards each piece of a stream while the model is still silent', async () => {
    const tap = stage.simulator.tap('writer');
    tap.letThrough(3);
    const response = await complete({ messages, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while ((text.match(/"content":"[^"]/g) ?? []).length === 0) text += (await reader?.read())?.value ?? '';
    tap.letThrough();
    expect(text).not.toContain('[DONE]');
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value;
    expect(text).toContain('[DONE]');
  });

  it('reports to the service that a caller has left', async () => {
    const tap = stage.simulator.tap('writer');
    tap.letThrough(3);
    const leaving = new AbortController();
    const response = await complete({ messages, stream: true }, { signal: leaving.signal });
    await response.body?.getReader().read();
    expect(stage.simulator.openStreams()).toBe(1);
    leaving.abort();
    await expect.poll(() => stage.simulator.openStreams()).toBe(0);
    tap.letThrough();
  });

  it('accepts compressed bodies, and refuses a body that is too large in the form of each protocol', async () => {
    const body = gzipSync(JSON.stringify({ model: stageModel, max_tokens: 50, messages }));
    const headers = { authorization: front.authorization, 'content-encoding': 'gzip' };
    expect((await complete({}, { headers, body })).status).toBe(200);
    const tooLarge = 'x'.repeat(20 * 1024 * 1024 + 1);
    for (const path of ['/v1/chat/completions', '/graphql']) {
      const response = await fetch(front.url + path, { method: 'POST', body: tooLarge });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        error: { message: 'The body is larger than 20 MB.', type: 'invalid_request_error' },
        errors: [{ message: 'The body is larger than 20 MB.', extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  it('answers for unavailable servers, shows no metrics, and forwards errors unchanged', async () => {
    const away = await fetch(`${front.url}/sign-in`);
    expect([away.status, away.headers.get('retry-after')]).toEqual([502, '1']);
    expect(await away.json()).toMatchObject({ error: { code: 'api_unreachable' }, errors: [{}] });
    expect((await fetch(`${front.url}/metrics`)).status).toBe(404);
    const refused = await fetch(`${front.url}/v1/models`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="penstock"']);
  });

  it('continues a stream from any replica, at any interruption', async () => {
    const tap = stage.simulator.tap('writer');
    tap.letThrough(1);
    let reader = await StageReader.generate(front, { prompt: 'Write 300 tokens about rivers.', maxTokens: 400 });
    await reader.until(2);
    const { id } = reader;
    let text = '';
    for (let cuts = 0; cuts < 9; cuts++) {
      const before = reader.events.length;
      tap.letThrough(20);
      await reader.until(before + 1);
      text += reader.text;
      reader.cut();
      reader = await StageReader.attach(front, id, reader.lastNumber);
    }
    tap.letThrough();
    await reader.end();
    expect(reader.events.at(-1)).toMatchObject({
      __typename: 'GenerationCompleted',
      generation: { text: text + reader.text },
    });
  });

  it('sends calls to the others when a replica is killed: only its own running calls fail', async () => {
    let killedMs = Number.POSITIVE_INFINITY;
    const calls = await callDuring(async () => {
      await sleep(1_000);
      await replica(0).stop('SIGKILL');
      killedMs = performance.now();
      await sleep(3_000);
    });
    // By then nginx has detected the end of its idle connections.
    const later = calls.filter(({ beganMs }) => beganMs > killedMs + 1_000);
    expect(later.length).toBeGreaterThan(10);
    expect(later.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('fails no call when a replica is stopped cleanly', async () => {
    const calls = await callDuring(async () => {
      await sleep(500);
      expect(await replica(1).stop('SIGTERM')).toBe(0);
      await sleep(500);
    });
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('logs no key', () => {
    const logged = nginx.logged();
    expect(logged).toContain('POST /v1/chat/completions');
    expect(logged).not.toContain(front.authorization.replace('Bearer ', ''));
  });
});
